// A pixel that is sent on to another of the company's domains, with what it was told.
const campaign = new URLSearchParams({ src: '8675309', u: location.href });
demo(image(`https://ad.doubleclick.net/activity?${campaign}`));
