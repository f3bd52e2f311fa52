import { BaseCallbackHandler, type CallbackHandlerMethods } from '@langchain/core/callbacks/base'
import type { BaseCallbackConfig, Callbacks } from '@langchain/core/callbacks/manager'

/**
 * Takes the place of LangChain's tracer. With `LANGSMITH_TRACING` set, LangChain adds a tracer to every run that has none of this
 * name, which sends prompts and answers to a service outside: nobody who set up Kaiwu asked for that.
 */
class NoTracer extends BaseCallbackHandler {
  /** The name by which LangChain looks for a tracer. */
  name = 'langchain_tracer'

  /** Called when a run inside a traced function begins. */
  updateFromRunTree(): void {
    return undefined
  }

  /** Called by graphs before each of their steps: nothing is traced. */
  getRunTreeWithTracingConfig(): undefined {
    return undefined
  }
}

const noTracer = new NoTracer()

/** Callbacks to which the environment alone adds no tracer. One that the caller hands in, or a traced chain around, still traces. */
export function withoutTracer(callbacks: Callbacks | undefined): NonNullable<BaseCallbackConfig['callbacks']> {
  if (callbacks === undefined) return [noTracer]
  if (Array.isArray(callbacks)) return [...(callbacks as readonly (BaseCallbackHandler | CallbackHandlerMethods)[]), noTracer]
  return callbacks.copy([noTracer], false)
}
