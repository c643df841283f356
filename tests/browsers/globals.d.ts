/**
 * What is there where the drivers' functions run: in own pages, in Firefox's parent process, on the demonstration site.
 */

type Browser = import('webextension-polyfill').Browser;

declare const browser: Browser;
declare const chrome: Browser & {
  runtime: {
    getContexts(filter: { contextTypes: string[] }): Promise<{ contextId: string }[]>;
  };
  developerPrivate: {
    updateProfileConfiguration(update: { inDeveloperMode: boolean }): Promise<void>;
    updateExtensionConfiguration(update: {
      extensionId: string;
      incognitoAccess?: boolean;
      hostAccess?: string;
    }): Promise<void>;
  };
};

declare const Services: {
  prefs: {
    setIntPref(name: string, value: number): void;
    setBoolPref(name: string, value: boolean): void;
    setStringPref(name: string, value: string): void;
    clearUserPref(name: string): void;
  };
  wm: { getEnumerator(type: string): Iterable<Window> };
};

interface PopupBrowser extends Element {
  messageManager: {
    addMessageListener(name: string, listener: (message: { data: any }) => void): void;
    removeMessageListener(name: string, listener: (message: { data: any }) => void): void;
    loadFrameScript(url: string, delayed: boolean): void;
  };
  browsingContext: {
    currentWindowGlobal: {
      innerWindowId: number;
      drawSnapshot(area: null, scale: number, background: string): Promise<ImageBitmap>;
    };
  };
}

declare const ChromeUtils: { importESModule(url: string): Record<string, any> };
declare const WebExtensionPolicy: {
  getByID(id: string): {
    active: boolean;
    mozExtensionHostname: string;
    extension: { backgroundState: string; terminateBackground(options: object): Promise<void> };
  } | null;
};

declare function demo(work: Promise<unknown>): void;
declare function image(url: string): Promise<unknown>;
