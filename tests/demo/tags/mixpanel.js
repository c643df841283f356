// Posts the page's address as JSON.
const body = JSON.stringify([
  {
    event: '$mp_web_page_view',
    properties: { token: 'b1946ac92492d2347c6235b4d2611184', $current_url: location.href },
  },
]);
demo(fetch('https://api-js.mixpanel.com/track/?verbose=1', { method: 'POST', mode: 'no-cors', body }));
