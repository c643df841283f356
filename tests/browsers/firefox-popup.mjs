/// <reference path="./globals.d.ts" />

/**
 * What runs in Firefox's parent process to reach into the popup, which no protocol does.
 *
 * Decides how an expression gets there and a picture back. Refuses to know who asks: each function is sent as its text,
 * so it uses nothing but what is inside it.
 */

/**
 * Runs in Firefox's parent process: evaluates an expression in the popup that is open. No protocol reaches into it, and
 * its own policy forbids evaluation, so a sandbox with the page's globals does it.
 * @param {string} expression
 * @returns {Promise<unknown>}
 */
export async function inPopup(expression) {
  const windows = [...Services.wm.getEnumerator('navigator:browser')];
  const popup = windows
    .flatMap((window) => [...window.document.querySelectorAll('browser.webextension-popup-browser')])
    .at(-1);
  if (popup === undefined) throw new Error('no popup is open');
  const { messageManager } = /** @type {PopupBrowser} */ (popup);
  const script = `
    const sandbox = Components.utils.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
    Promise.resolve()
      .then(() => Components.utils.evalInSandbox(${JSON.stringify(`Promise.resolve(${expression}).then(JSON.stringify)`)}, sandbox))
      .then((value) => sendAsyncMessage('telltale:value', { value }), (error) => sendAsyncMessage('telltale:value', { error: String(error) }));
  `;
  const shown = () => /** @type {PopupBrowser} */ (popup).browsingContext?.currentWindowGlobal?.innerWindowId;
  const before = shown();
  const reply = await new Promise((resolve, reject) => {
    // While a popup opens, Firefox puts another document in the place of its first: what was asked of that one is lost.
    const watch = setInterval(() => {
      if (!popup.isConnected || shown() !== before) end(() => reject(new Error('the popup is loading')));
    }, 50);
    /** @param {() => void} settle */
    const end = (settle) => {
      clearInterval(watch);
      messageManager.removeMessageListener('telltale:value', heard);
      settle();
    };
    /** @param {{ data: any }} message */
    const heard = (message) => end(() => resolve(message.data));
    messageManager.addMessageListener('telltale:value', heard);
    messageManager.loadFrameScript(`data:,${encodeURIComponent(`{${script}}`)}`, false);
  });
  if (reply.error !== undefined) throw new Error(reply.error);
  return JSON.parse(reply.value ?? 'null');
}

/**
 * Runs in Firefox's parent process: a picture of the popup that is open, as base64.
 * @returns {Promise<string>}
 */
export async function popupPicture() {
  const windows = [...Services.wm.getEnumerator('navigator:browser')];
  const popup = /** @type {PopupBrowser} */ (
    windows
      .flatMap((window) => [...window.document.querySelectorAll('browser.webextension-popup-browser')])
      .at(-1)
  );
  const bitmap = await popup.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, 'white');
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
