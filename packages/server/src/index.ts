/**
 * Kaiwu over HTTP: REST, event streams, an OpenAI-compatible endpoint, and the page.
 * @module
 */
export type { AppOptions } from './app-options.ts'
export { createApp, type App } from './create-app.ts'
export type { SolutionSource, SolutionToOpen } from './hosted-solution.ts'
export { startServer, type ListenOptions, type RunningServer } from './start-server.ts'
