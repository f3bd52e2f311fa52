import { createHash, type Hash } from 'node:crypto'
import { sliceBytes } from './index-file-form.ts'

/** Hashes what is written, piece by piece, in the slices it will be read in. */
export class SliceHashes {
  private readonly done: Uint8Array[] = []
  private hash: Hash = createHash('sha256')
  private held = 0

  /** Takes the next bytes. */
  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + sliceBytes - this.held)
      this.hash.update(piece)
      this.held += piece.length
      at += piece.length
      if (this.held === sliceBytes) this.next()
    }
  }

  /** The hashes of all slices, in their order. */
  finish(): readonly Uint8Array[] {
    if (this.held > 0) this.next()
    return this.done
  }

  private next(): void {
    this.done.push(this.hash.digest())
    this.hash = createHash('sha256')
    this.held = 0
  }
}
