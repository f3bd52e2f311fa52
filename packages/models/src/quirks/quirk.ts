import type { ChatRequest } from '@kaiwu/core'
import type { ReplayRule } from '../provider/provider.ts'
import type { ErrorSaid, Frame, RequestBody } from '../wire/frame.ts'
import type { QuirkName } from './quirk-names.ts'

/** What a quirk may look at when it changes a request. */
export type RequestContext = Readonly<{
  request: ChatRequest
  replay: ReplayRule
  /** Whether the model will think, as far as is known. */
  thinks: boolean
  /** Keeps the model from thinking in this call. False when it cannot be kept from it. */
  stopThinking(): boolean
}>

/** What the quirks of one call remember between the pieces of its answer. */
export type FrameMemory = {
  /** The text so far, of the quirk `think-tags`: what may become a tag. */
  held: string
  thinking: boolean
  started: boolean
  id?: string
}

/**
 * One departure from OpenAI's form, put right in one place. Bodies and frames were parsed once and are changed in place:
 * a token must not be paid for with a second parse.
 */
export type Quirk = Readonly<{
  name: QuirkName
  /** What goes wrong without it; printed in `docs/providers.md`. */
  why: Readonly<{ zh: string; en: string }>
  request?(body: RequestBody, context: RequestContext): void
  /** Puts a frame of a stream, or a whole completion, into OpenAI's form. */
  frame?(frame: Frame, memory: FrameMemory): void
  /** Finds an error in a body that looks like a success. */
  error?(frame: Frame): ErrorSaid | undefined
  /** Last pieces that a frame withheld, once the stream has ended. */
  rest?(memory: FrameMemory): Readonly<{ text?: string; reasoning?: string }>
  /** The stream may end without a reason to stop. */
  endsWithoutReason?: true
}>

/** Makes a quirk. */
export function defineQuirk(quirk: Quirk): Quirk {
  return Object.freeze(quirk)
}
