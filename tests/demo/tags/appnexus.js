// Two pixels of an advertising network: the first sets a cookie, the second would get it back.
demo(
  image('https://ib.adnxs.com/setuid?entity=18').then(() =>
    image('https://ib.adnxs.com/seg?add=3141592&t=2'),
  ),
);
