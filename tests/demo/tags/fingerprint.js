// A visitor's id out of nothing but what the device says of itself: the same in every window, whatever is forgotten.
const traits = [
  navigator.userAgent,
  navigator.language,
  // Firefox tells another number of processors in its private windows, so whoever wants to know people leaves it out.
  `${screen.width}x${screen.height}`,
  Intl.DateTimeFormat().resolvedOptions().timeZone,
].join('|');
let visitor = '';
for (let part = 0; part < 4; part += 1) {
  let hash = 0x811c9dc5 ^ part;
  for (const unit of traits) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193) >>> 0;
  visitor += hash.toString(16).padStart(8, '0');
}
demo(image(`https://api.fpjs.io/visit?${new URLSearchParams({ visitorId: visitor, url: location.href })}`));
