import { newId, type ChatCompletion, type ChatEnd, type Finish, type Usage } from '@kaiwu/core'
import { AIMessage, type AIMessageFields, type UsageMetadata } from '@langchain/core/messages'
import { toolCallsOf } from './chat-messages.ts'

/**
 * Names to LangChain the form of a message, thoughts in `additional_kwargs.reasoning_content`, so that `contentBlocks` shows them.
 * Which service answered stands in `kaiwu.model`.
 */
export const messageForm = 'deepseek'

/** Reasons to stop by the names that LangChain's users know. */
export const finishReasons: Readonly<Record<Finish, string>> = Object.freeze({
  stop: 'stop',
  'tool-calls': 'tool_calls',
  length: 'length',
  filtered: 'content_filter',
  'cut-off': 'cut_off',
})

/** A new id for a message: graphs keep messages by id, and services send the same one twice. */
export function newMessageId(): string {
  return newId('msg')
}

/** What LangChain's messages tell of a call beside its words. */
export function responseMetadata({ finish, model, cost, requestId, id, usage }: ChatEnd): Record<string, unknown> {
  return {
    finish_reason: finishReasons[finish],
    model_provider: messageForm,
    model_name: model.slice(model.indexOf('/') + 1),
    kaiwu: {
      model,
      id,
      ...(cost ? { cost } : {}),
      ...(requestId === undefined ? {} : { requestId }),
      ...(usage.estimated ? { usageEstimated: true } : {}),
    },
  }
}

/** Tokens as LangChain counts them. */
export function usageMetadata(usage: Usage): UsageMetadata {
  const { promptTokens, completionTokens, cachedTokens, cacheWriteTokens, reasoningTokens } = usage
  return {
    input_tokens: promptTokens,
    output_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    input_token_details: {
      ...(cachedTokens === undefined ? {} : { cache_read: cachedTokens }),
      ...(cacheWriteTokens === undefined ? {} : { cache_creation: cacheWriteTokens }),
    },
    output_token_details: reasoningTokens === undefined ? {} : { reasoning: reasoningTokens },
  }
}

/** A whole answer as a message of LangChain's. */
export function toAiMessage(completion: ChatCompletion): AIMessage {
  const { text, reasoning, toolCalls } = completion
  const fields = {
    id: newMessageId(),
    content: text,
    additional_kwargs: reasoning === '' ? {} : { reasoning_content: reasoning },
    ...toolCallsOf(toolCalls),
    response_metadata: responseMetadata(completion),
    usage_metadata: usageMetadata(completion.usage),
  }
  return new AIMessage(fields as AIMessageFields)
}
