/**
 * Kaiwu over HTTP: REST, event streams, an OpenAI-compatible endpoint, and the page.
 * @module
 */
export type { AppOptions } from './app-options.ts'
export { createApp, type App, type SetupCode } from './create-app.ts'
export type { SolutionSource, SolutionToOpen } from './hosted-solution.ts'
export { serveMcp, type ServeMcpOptions } from './mcp/serve-mcp.ts'
export { isLoopback, startServer, type ListenOptions, type RunningServer } from './start-server.ts'
export type { CaseInfo, CaseRow, CaseTask } from './schemas/case.ts'
export type { CaseTypeInfo } from './schemas/case-type.ts'
