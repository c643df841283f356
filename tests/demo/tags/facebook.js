// What a page loads from connect.facebook.net: an image whose query holds the page's address and the one before it.
const pixel = new URLSearchParams({
  id: '1402938475610293',
  ev: 'PageView',
  dl: location.href,
  rl: document.referrer,
  if: 'false',
  sw: String(screen.width),
  sh: String(screen.height),
});
demo(image(`https://www.facebook.com/tr/?${pixel}`));
