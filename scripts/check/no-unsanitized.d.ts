// The plugin brings no types of its own.
declare module 'eslint-plugin-no-unsanitized' {
  const plugin: import('eslint').ESLint.Plugin;
  export default plugin;
}
