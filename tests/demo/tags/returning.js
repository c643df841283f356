// A partner that is called only for readers who were here before.
if (localStorage.getItem('returning') !== null) {
  const told = new URLSearchParams({ pid: '1729', url: location.href });
  demo(image(`https://px.ads.linkedin.com/collect/?${told}`));
}
localStorage.setItem('returning', 'yes');
