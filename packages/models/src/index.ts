/**
 * Everything that talks to a token API.
 * @module
 */
export * from './model-config.ts'
export { estimateTokens, openChatModel } from './open-chat-model.ts'
