/** The memory of an index, as numbers of each kind; replaced whenever it grows, so read a view anew for each piece of work. */
export class MemoryViews {
  bytes = new Uint8Array(0)
  signedBytes = new Int8Array(0)
  halves = new Int16Array(0)
  words = new Uint32Array(0)
  floats = new Float32Array(0)

  /** Looks at a buffer as long as it is now. */
  show(buffer: SharedArrayBuffer): void {
    const { byteLength } = buffer
    const shown = buffer as unknown as ArrayBuffer
    this.bytes = new Uint8Array(shown, 0, byteLength)
    this.signedBytes = new Int8Array(shown, 0, byteLength)
    this.halves = new Int16Array(shown, 0, byteLength >>> 1)
    this.words = new Uint32Array(shown, 0, Math.floor(byteLength / 4))
    this.floats = new Float32Array(shown, 0, Math.floor(byteLength / 4))
  }
}
