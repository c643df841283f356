// A Sensors Analytics client as web pages use it: one event as base64 JSON in the query of an image.
const event = {
  distinct_id: '17b0f3c2d4e5a6-0c1d2e3f4a5b6c-26021d51-1327104-17b0f3c2d4f',
  lib: { $lib: 'js', $lib_method: 'code', $lib_version: '1.27.10' },
  properties: { $screen_width: screen.width, $title: document.title, url: location.href },
  type: 'track',
  event: 'page_load_event_finish',
  time: Date.now(),
};
const data = btoa(unescape(encodeURIComponent(JSON.stringify(event))));
let crc = 0;
for (const unit of data) crc = (Math.imul(crc, 31) + unit.charCodeAt(0)) | 0;
const query = new URLSearchParams({ project: 'global_browser_mini', data, ext: `crc=${crc}` });
demo(image(`https://sa.api.intl.miui.com/sa.gif?${query}`));
