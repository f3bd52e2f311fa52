import type { Queries } from '@kaiwu/store'

/** What a file holds: all at once, or piece by piece. */
export type AttachmentContent = Uint8Array | AsyncIterable<Uint8Array>

/** Content that is kept: known by its hash, the same content once. */
export type KeptContent = Readonly<{ sha256: string; bytes: number }>

/** Where the content of attachments lies. It is written before it is recorded: what nobody records goes after a day. */
export type AttachmentStore = Readonly<{
  /**
   * Keeps content; durable when it resolves. What is cut off leaves nothing that could be taken for whole.
   * @param mostBytes of more, nothing is kept
   * @throws ATTACHMENT_TOO_LARGE, STORE_FULL, PATH_UNUSABLE
   */
  put(content: AttachmentContent, mostBytes: number): Promise<KeptContent>
  /** Content piece by piece, held against its hash on the way. @throws ATTACHMENT_LOST when it is not there, or at its end, when it is not what it was */
  get(sha256: string): AsyncIterable<Uint8Array>
  /** Whether content is there; within a transaction it stays there until that ends. */
  has(inside: Queries, sha256: string): Promise<boolean>
  /** Takes away what was kept more than a day ago and belongs to no case. Returns how many. */
  sweep(): Promise<number>
}>

/** How long content stays that no case holds. */
export const orphanMs = 86_400_000
