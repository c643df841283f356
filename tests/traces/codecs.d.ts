/** What is used of packages that bring no declarations. */

declare module 'snappyjs' {
  const snappy: {
    compress(bytes: Uint8Array): Uint8Array;
    uncompress(bytes: Uint8Array, most?: number): Uint8Array;
  };
  export default snappy;
}

declare module 'lz4js' {
  const lz4: {
    compressBound(length: number): number;
    compressBlock(
      source: Uint8Array,
      target: Uint8Array,
      start: number,
      length: number,
      table: Uint32Array,
    ): number;
    decompressBlock(
      source: Uint8Array,
      target: Uint8Array,
      start: number,
      length: number,
      at: number,
    ): number;
  };
  export default lz4;
}
