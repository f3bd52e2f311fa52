import { exitCodes, type Language } from '@kaiwu/core'
import type { Manifest, Problem, SolutionFolder } from '@kaiwu/solution'
import { defineCommand } from '../command.ts'
import type { Terminal } from '../terminal.ts'

/** `kaiwu check`: finds every mistake of a solution at once. */
export const check = defineCommand({
  name: 'check',
  summary: { zh: '检查解决方案的全部文件', en: 'check every file of a solution' },
  about: {
    zh: '检查 solution.yaml 和它提到的每个文件，一次列出全部错误：文件:行:列、错在哪里、怎么改。\n不读文档内容，不联网。没有 --lang 时，用清单里 language 的语言。',
    en: 'Checks solution.yaml and every file it names, and lists all mistakes at once: file:line:column, what is wrong, what to do.\nReads no documents and needs no network. Without --lang it speaks the language of the manifest.',
  },
  arguments: [
    {
      name: 'folder',
      form: 'optional',
      text: { zh: '解决方案的文件夹，默认当前文件夹', en: 'folder of the solution, default the current one' },
    },
  ],
  options: [],
  examples: [
    { line: 'check', text: { zh: '检查当前文件夹', en: 'check the current folder' } },
    { line: 'check my-desk --lang en', text: { zh: '用英文列出', en: 'list the mistakes in English' } },
    { line: 'check my-desk --json', text: { zh: '给编辑器或流水线用', en: 'for an editor or a pipeline' } },
  ],
  exits: [exitCodes.author, exitCodes.operator],
  async run({ words: [path = '.'] }, terminal) {
    const { checkFolder, manifestFile, openSolutionFolder, operatorSettings, readSampleWalks } = await import('@kaiwu/solution')
    const folder = openSolutionFolder(path)
    const settings = operatorSettings(terminal.environment, terminal.language)
    const { manifest, problems: found } = await checkFolder(folder, settings ? { settings } : {})
    // Nobody is served worse for a mistake in the samples: they are looked at here, not at every start.
    const problems = manifest ? [...found, ...(await readSampleWalks(folder)).problems] : found
    const spoken = statedLanguage((await folder.text(manifestFile)) ?? '')
    const reader = spoken ? terminal.speaking(spoken) : terminal
    const documents = manifest ? await documentCounts(folder, manifest) : {}
    terminal.result({ ok: problems.length === 0, ...(manifest ? { solution: manifest.name } : {}), documents, problems })
    if (problems.length > 0) return printProblems(problems, reader)
    printCounts(documents, reader)
    return 0
  },
})

/** The language a manifest states, also when the rest of it is broken. */
function statedLanguage(manifest: string): Language | undefined {
  return /^language:\s*["']?(zh|en)\b/m.exec(manifest)?.[1] as Language | undefined
}

async function documentCounts(folder: SolutionFolder, manifest: Manifest): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  for (const [name, { from }] of Object.entries(manifest.knowledge)) {
    // A pattern that leads out of the folder is among the problems already.
    counts[name] = await folder.list(from).then(
      (files) => files.length,
      () => 0,
    )
  }
  return counts
}

async function printProblems(problems: readonly Problem[], terminal: Terminal): Promise<number> {
  const { formatProblem } = await import('@kaiwu/solution')
  for (const problem of problems) terminal.print(formatProblem(problem, terminal.language))
  terminal.print()
  terminal.print(
    terminal.paint(
      'red',
      terminal.pick({ zh: `共 ${problems.length} 处错误`, en: `${problems.length} mistake${problems.length === 1 ? '' : 's'}` }),
    ),
  )
  return exitCodes.author
}

function printCounts(documents: Readonly<Record<string, number>>, terminal: Terminal): void {
  const total = Object.values(documents).reduce((sum, count) => sum + count, 0)
  const each = Object.entries(documents)
  const zh = `没有问题：${total} 份文档（${each.map(([name, count]) => `${name} ${count}`).join('，')}）`
  const en = `No problems: ${total} document${total === 1 ? '' : 's'} (${each.map(([name, count]) => `${name} ${count}`).join(', ')})`
  terminal.print(terminal.paint('green', terminal.pick({ zh, en })))
}
