/**
 * What the processes of `test-knowledge-child.ts` do, and how they are started.
 * @module
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Knowledge } from './open-knowledge.ts'
import type { KnowledgeBase } from './test-describe-knowledge.ts'
import { bytesOfText, textFiles } from './test-knowledge.ts'

/** A document whose every passage says which it is, so that half of one is recognised. */
export function numberedText(name: string, at: number): string {
  const articles = ['一', '二', '三'].map((number) => `第${number}条　${name} 的第 ${at} 次改动，养犬登记。\n`)
  return `# ${name} ${at}\n\n${articles.join('\n')}`
}

const before = textFiles({
  'one.md': numberedText('one', 1),
  'two.md': numberedText('two', 1),
  'gone.md': numberedText('gone', 1),
})
const after = textFiles({
  'moved/one.md': numberedText('one', 1),
  'two.md': numberedText('two', 2),
  'new.md': numberedText('new', 1),
})

/** Some of every kind of change; whatever was done of it before, in the end it is all done. */
export async function crashWork(knowledge: Knowledge, done: (what: string) => void): Promise<void> {
  if (!knowledge.documents().some(({ path }) => path === 'new.md')) await knowledge.sync('a', before)
  done('sync 1')
  await knowledge.sync('a', after)
  done('sync 2')
  const { id } = await knowledge.add('a', 'upload.md', bytesOfText(numberedText('upload', 1)))
  done('add')
  await knowledge.setAccess(id, ['内部'])
  done('labels')
  if ((await knowledge.releases()).length === 0) await knowledge.release('五月')
  done('release')
  await knowledge.serve('r1')
  await knowledge.serve('latest')
  done('serve')
}

/** A process with a server of its own. */
export type KnowledgeProcess = Readonly<{
  child: ChildProcess
  /** What it has said until now. */
  lines: readonly string[]
  /** Waits until it says a line that holds; nothing when it ends before. */
  said(holds: (line: string) => boolean): Promise<string | undefined>
  /** Its signal, or its exit code. */
  ended: Promise<string | number>
}>

/** Starts a process on a base. */
export function startKnowledgeProcess(
  { address, folder }: Pick<KnowledgeBase, 'address' | 'folder'>,
  [work, name = '-']: readonly [work: string, name?: string],
  failpoint?: string,
): KnowledgeProcess {
  const script = fileURLToPath(new URL('./test-knowledge-child.ts', import.meta.url))
  const { url = '-', schema = '-' } = address
  const child = spawn(process.execPath, ['--conditions=kaiwu-src', '--no-warnings', script, folder, url, schema, work, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '', ...(failpoint ? { KAIWU_FAILPOINT: failpoint } : {}) },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  const ended = once(child, 'close').then(([code, signal]) => (signal ?? code) as string | number)
  let looked = 0
  return {
    child,
    lines,
    ended,
    async said(holds) {
      for (;;) {
        while (looked < lines.length) {
          const line = lines[looked++]!
          if (holds(line)) return line
        }
        const next = once(reader, 'line').then(() => true)
        const isOver = ended.then(() => false)
        if (!(await Promise.race([next, isOver])) && looked === lines.length) return undefined
      }
    },
  }
}
