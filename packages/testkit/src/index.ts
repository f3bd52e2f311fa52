/**
 * A fake token API over real HTTP and temporary folders: what the tests of every package share. Imported by tests alone.
 * @module
 */
export type { ChatBody, ModelRequest } from './model-request.ts'
export { fakeModelServer, type FakeModelOptions, type FakeModelServer } from './fake-model-server.ts'
export { modelFaults, type ModelFault } from './model-fault.ts'
export { citeFirstPassage, obey, passageNumbers, promptOf, type ScriptedAnswer } from './scripted-answer.ts'
export { tempFolder, type TempFolder } from './temp-folder.ts'
