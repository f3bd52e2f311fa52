import { anonymous } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'
import { openFolderAs } from '../cases/serve-folder.ts'
import { textOption, type Invocation } from '../command.ts'
import { accessOf } from '../open-folder.ts'
import { syncIfWritable } from '../sync-folder.ts'
import type { Terminal } from '../terminal.ts'
import { kaiwuVersion } from '../version.ts'
import { ownStdout } from './own-stdout.ts'

/**
 * Serves the tools of a folder's solution to the program that started this one, over stdin and stdout, until it closes stdin. Its
 * documents are taken in meanwhile, and what follows from cases is done.
 * @throws SERVED_ELSEWHERE, PERSON_NOT_FOUND, USAGE_INVALID, and what opening throws
 */
export async function serveMcpFolder(folder: string, invocation: Invocation, terminal: Terminal): Promise<void> {
  const { stdout, giveBack } = ownStdout()
  try {
    const { solution, token } = await openFolderAs({ folder, as: textOption(invocation, 'as') }, invocation, terminal)
    const { people } = solution.work
    const over = new AbortController()
    const taking = takeIn(solution, { ...terminal, signal: AbortSignal.any([terminal.signal, over.signal]) })
    solution.work.start((error) => terminal.note(error instanceof Error ? error.message : String(error)))
    try {
      const { serveMcp } = await import('@kaiwu/server')
      await serveMcp({
        ...{ solution, access: accessOf(invocation), input: process.stdin, output: stdout },
        ...{ language: terminal.language, version: kaiwuVersion(), signal: terminal.signal },
        ready: taking.ready,
        async subject() {
          const found = token === undefined ? anonymous : await people.subjectOf({ token })
          return 'refused' in found ? anonymous : found
        },
      })
    } finally {
      over.abort()
      await taking.done
      if (token !== undefined) await people.signOut(token)
      await solution.close()
    }
  } catch (error) {
    if (KaiwuError.is(error) && error.code === 'SERVED_ELSEWHERE')
      terminal.note({
        zh: 'MCP 客户端可以直接连那个服务：<地址>/api/solutions/<名称>/mcp',
        en: 'An MCP client can go to that server itself: <address>/api/solutions/<name>/mcp',
      })
    throw error
  } finally {
    giveBack()
  }
}

/** Takes in the folder's documents; until that is done, and where it fails, there is nothing to be asked. */
function takeIn(solution: Solution, terminal: Terminal): Readonly<{ done: Promise<void>; ready(): void }> {
  let unready: KaiwuError | undefined = new KaiwuError('SOLUTION_NOT_READY', { name: solution.definition.name })
  const done = syncIfWritable(solution, terminal).then(
    () => void (unready = undefined),
    (error: unknown) => {
      if (terminal.signal.aborted) return
      if (KaiwuError.is(error)) unready = error
      terminal.note(error instanceof Error ? error.message : String(error))
    },
  )
  return Object.freeze({
    done,
    ready() {
      if (unready) throw unready
    },
  })
}
