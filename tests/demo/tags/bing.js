// Sends the page's address in a Blob: Chromium withholds such bodies from extensions, Firefox shows them.
const report = JSON.stringify({ evt: 'pageLoad', ti: '5027719', p: location.href });
navigator.sendBeacon('https://bat.bing.com/actionp/0?ti=5027719', new Blob([report], { type: 'text/plain' }));
