import type { ReadDocument } from '../reader/reader.ts'

/** What is asked of a layout service: one file that holds no text of its own. */
export type LayoutRequest = Readonly<{ bytes: Uint8Array; name: string; mediaType: string; signal?: AbortSignal }>

/** Reads scans and pictures by recognising their text and layout (OCR), over HTTP. */
export type LayoutService = Readonly<{
  name: string
  /** @throws LAYOUT_SERVICE_FAILED */
  read(request: LayoutRequest): Promise<ReadDocument>
}>
