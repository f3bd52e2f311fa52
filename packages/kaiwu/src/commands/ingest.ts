import { exitCodes } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'
import { defineCommand } from '../command.ts'
import { dataOption, openFolder } from '../open-folder.ts'
import { syncFolder, type SyncReports } from '../sync-folder.ts'
import { withoutControls, type Terminal } from '../terminal.ts'

/** `kaiwu ingest`: takes a solution's documents into its knowledge. */
export const ingest = defineCommand({
  name: 'ingest',
  summary: { zh: '把文件夹里的文档收入知识库', en: 'take the documents of the folder into the knowledge' },
  about: {
    zh: '把新增和改过的文档读进知识库，忘掉已删除的，保留网页上传的。没有变的文件不再读。\n读不了的文件逐个说明原因，其余照常入库；全部读不了时退出码为 65。',
    en: 'Reads new and changed documents into the knowledge, forgets deleted ones, keeps uploads. Unchanged files are not read again.\nA file that cannot be read is named with the reason and the others are taken in; exit code 65 when none could be read.',
  },
  arguments: [
    {
      name: 'folder',
      form: 'optional',
      text: { zh: '解决方案的文件夹，默认当前文件夹', en: 'folder of the solution, default the current one' },
    },
  ],
  options: [dataOption],
  examples: [
    { line: 'ingest', text: { zh: '收入当前文件夹的文档', en: 'take in the documents of the current folder' } },
    { line: 'ingest my-desk --data /srv/kaiwu', text: { zh: '数据放在别处', en: 'keep the data elsewhere' } },
  ],
  exits: [exitCodes.author, exitCodes.operator],
  async run(invocation, terminal) {
    const solution = await openFolder(invocation.words[0] ?? '.', invocation, 'write', terminal)
    try {
      const reports = await syncFolder(solution, terminal)
      terminal.result(asDocument(solution, reports))
      printReports(solution, reports, terminal)
      return everyFileFailed(reports) ? exitCodes.author : 0
    } finally {
      solution.close()
    }
  },
})

function everyFileFailed(reports: SyncReports): boolean {
  const all = Object.values(reports)
  return (
    all.some(({ failed }) => failed.length > 0) &&
    all.every(({ added, updated, unchanged }) => added.length + updated.length + unchanged === 0)
  )
}

function asDocument(solution: Solution, reports: SyncReports): unknown {
  const knowledge = Object.entries(reports).map(([name, report]) => ({
    name,
    ...report,
    failed: report.failed.map(({ path, error }) => ({
      path,
      code: error.code,
      message: { zh: error.text('zh'), en: error.text('en') },
    })),
    warnings: warningsOf(solution, name, [...report.added, ...report.updated]),
  }))
  const documents = solution.knowledge.documents()
  const passages = documents.reduce((sum, document) => sum + document.passages, 0)
  return { solution: solution.definition.name, documents: documents.length, passages, knowledge }
}

type Warning = Readonly<{ path: string; message: Readonly<{ zh: string; en: string }> }>

function warningsOf({ knowledge }: Solution, name: string, paths: readonly string[]): Warning[] {
  return knowledge
    .documents()
    .filter((document) => document.knowledge === name && !document.uploaded && paths.includes(document.path))
    .flatMap(({ path, warnings }) => warnings.map((message) => ({ path, message })))
}

function printReports(solution: Solution, reports: SyncReports, terminal: Terminal): void {
  for (const [name, { added, updated, removed, unchanged, failed }] of Object.entries(reports)) {
    const zh = `新增 ${added.length}，更新 ${updated.length}，删除 ${removed.length}，未变 ${unchanged}，失败 ${failed.length}`
    const en = `${added.length} added, ${updated.length} updated, ${removed.length} removed, ${unchanged} unchanged, ${failed.length} failed`
    terminal.print(`${terminal.paint('bold', name)}${terminal.pick({ zh: '：', en: ': ' })}${terminal.pick({ zh, en })}`)
    for (const path of added) terminal.print(`  + ${withoutControls(path)}`)
    for (const path of updated) terminal.print(`  ~ ${withoutControls(path)}`)
    for (const path of removed) terminal.print(`  - ${withoutControls(path)}`)
    for (const { path, error } of failed)
      terminal.print(terminal.paint('red', `  ✗ ${withoutControls(path)}: ${error.text(terminal.language)}`))
    for (const { path, message } of warningsOf(solution, name, [...added, ...updated])) {
      terminal.print(terminal.paint('yellow', `  ! ${withoutControls(path)}: ${terminal.pick(message)}`))
    }
  }
  const documents = solution.knowledge.documents()
  const passages = documents.reduce((sum, document) => sum + document.passages, 0)
  terminal.print({
    zh: `知识库现有 ${documents.length} 份文档，${passages} 个片段`,
    en: `The knowledge holds ${documents.length} documents, ${passages} passages`,
  })
}
