import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { exitCodes } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'
import { dayAsked } from '../answer/day-asked.ts'
import { defineCommand, textOption, type Invocation } from '../command.ts'
import { findDocument } from '../knowledge/find-document.ts'
import { listDocuments } from '../knowledge/list-documents.ts'
import { listGaps } from '../knowledge/list-gaps.ts'
import { printSync } from '../knowledge/print-sync.ts'
import { reembedKnowledge } from '../knowledge/reembed-knowledge.ts'
import { releaseKnowledge } from '../knowledge/release-knowledge.ts'
import { reportDocument } from '../knowledge/report-document.ts'
import { showDocument } from '../knowledge/show-document.ts'
import { dataOption, labelsOf, openFolder } from '../open-folder.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'

type Action = Readonly<{
  /** What it is about beside the folder. */
  subject?: 'document' | 'file'
  /** Whether it changes the knowledge, by what was typed. */
  writes(invocation: Invocation): boolean
  run(solution: Solution, subject: string, invocation: Invocation, terminal: Terminal): number | Promise<number>
}>

/** What is done without opening the knowledge. */
type Unopened = Readonly<{
  subject?: never
  unopened(folder: string, invocation: Invocation, terminal: Terminal): Promise<number>
}>

const always = (): boolean => true
const never = (): boolean => false

const actions: Readonly<Record<string, Action | Unopened>> = {
  list: {
    writes: never,
    run({ knowledge }, _, invocation, terminal) {
      listDocuments(knowledge, dayAsked(invocation, terminal), terminal)
      return 0
    },
  },
  show: {
    subject: 'document',
    writes: never,
    async run({ knowledge }, word, invocation, terminal) {
      await showDocument(knowledge, findDocument(knowledge, word, terminal), dayAsked(invocation, terminal), terminal)
      return 0
    },
  },
  report: {
    subject: 'document',
    writes: never,
    async run({ knowledge }, word, _, terminal) {
      await reportDocument(knowledge, findDocument(knowledge, word, terminal), terminal)
      return 0
    },
  },
  access: {
    subject: 'document',
    writes: always,
    async run({ knowledge }, word, invocation, terminal) {
      const labels = labelsOf(invocation, 'labels')
      const { path, facts } = await knowledge.setAccess(findDocument(knowledge, word, terminal).id, labels)
      terminal.result({ path, access: facts.access ?? [] })
      const who = labels.join('、')
      terminal.print(
        who === ''
          ? { zh: `${path}：人人可见`, en: `${path}: everybody may read it` }
          : { zh: `${path}：只有持有标签的读者可见：${who}`, en: `${path}: for readers who hold ${labels.join(', ')}` },
      )
      return 0
    },
  },
  sync: { writes: always, run: (solution, _, __, terminal) => printSync(solution, terminal) },
  reembed: { unopened: reembedKnowledge },
  release: {
    writes: ({ options }) => options['list'] !== true,
    async run({ knowledge }, _, invocation, terminal) {
      const list = invocation.options['list'] === true
      const note = textOption(invocation, 'note') ?? ''
      await releaseKnowledge(knowledge, { list, note, serve: textOption(invocation, 'serve') }, terminal)
      return 0
    },
  },
  gaps: {
    writes: never,
    async run({ knowledge }, _, __, terminal) {
      await listGaps(knowledge, terminal)
      return 0
    },
  },
  export: {
    subject: 'file',
    writes: never,
    async run({ knowledge }, file, _, terminal) {
      if (!existsSync(dirname(resolve(file))))
        throw usageError(terminal, { zh: `没有文件夹 ${dirname(file)}`, en: `there is no folder ${dirname(file)}` })
      await knowledge.exportTo(resolve(file))
      terminal.result({ file: resolve(file), documents: knowledge.documents(undefined, 'all').length })
      terminal.print({ zh: `已导出到 ${file}`, en: `Exported to ${file}` })
      return 0
    },
  },
  import: {
    subject: 'file',
    writes: always,
    async run({ knowledge }, file, _, terminal) {
      const report = await knowledge.importFrom(resolve(file))
      const { added, replaced, unchanged, releases } = report
      terminal.result(report)
      terminal.print({
        zh: `已导入：新增 ${added}，替换 ${replaced}，未变 ${unchanged}，发布 ${releases}`,
        en: `Imported: ${added} added, ${replaced} replaced, ${unchanged} unchanged, ${releases} releases`,
      })
      return 0
    },
  },
}

/** `kaiwu knowledge`: what is in the knowledge, how it was read, and its life. */
export const knowledge = defineCommand({
  name: 'knowledge',
  summary: { zh: '查看和管理知识库', en: 'look at the knowledge and manage it' },
  about: {
    zh: [
      'list 列出文档及其效力；show 文档 显示片段；report 文档 显示读取情况、没读到的部分、文档信息的出处和历次版本；',
      'sync 收入文件夹里新增、改过、移动、删除的文档（可随时中断，下次接着做；加密文档的密码放在环境变量 KAIWU_FILE_PASSWORDS，每行一个）；',
      'release 发布当前文档的快照，--list 列出，--serve r1 让检索使用（回退到）某次发布，--serve latest 恢复最新；',
      'access 文档 --labels 内部,设备部 设定谁能看到一份文档，不写标签则人人可见；',
      'reembed 换了向量模型后，用新的模型重新生成向量：先显示数量和费用，加 --yes 才开始；可随时中断，下次接着做，做完之前原来的向量照常使用；',
      'gaps 列出没能回答的问题；export 文件 导出整个知识库为一个文件；import 文件 导入。',
      '文档可写 id、路径、文件名或标题的一部分。',
    ].join('\n'),
    en: [
      'list: the documents and whether they are in force; show DOCUMENT: its passages; report DOCUMENT: how it was read, what was left out, where its facts stand, its revisions;',
      'sync: takes in what is new, changed, moved or gone (stop it at any time, the next one goes on; passwords of locked files stand in KAIWU_FILE_PASSWORDS, one a line);',
      'release: a snapshot of the documents as they stand; --list lists them, --serve r1 has searches use (roll back to) one, --serve latest goes back;',
      'access DOCUMENT --labels a,b: who may read a document; without labels everybody;',
      'reembed: after another embedding model was set, makes the vectors anew: tells how many and the price first, and begins with --yes; stop it at any time, the next one goes on, and the vectors before stay in use until then;',
      'gaps: questions that could not be answered; export FILE: the whole knowledge as one file; import FILE.',
      'A document is named by its id, path, file name, or a part of its title.',
    ].join('\n'),
  },
  arguments: [
    { name: 'action', form: 'required', text: { zh: Object.keys(actions).join('、'), en: Object.keys(actions).join(', ') } },
    {
      name: 'folder',
      form: 'optional',
      text: { zh: '解决方案的文件夹，默认当前文件夹', en: 'folder of the solution, default the current one' },
    },
    {
      name: 'what',
      form: 'optional',
      text: { zh: '文档，或要写、要读的文件', en: 'the document, or the file to write or read' },
    },
  ],
  options: [
    { flags: '--as-of <date>', text: { zh: '按这一天看效力，默认今天', en: 'validity on this day, default today' } },
    { flags: '--note <text>', text: { zh: '发布说明', en: 'what a release is about' } },
    {
      flags: '--labels <labels>',
      text: { zh: '可见范围标签，用逗号分隔；不写则人人可见', en: 'access labels, with commas; none: everybody' },
    },
    { flags: '--yes', text: { zh: '不再询问，马上开始重新生成向量', en: 'make the vectors anew without asking' } },
    { flags: '--list', text: { zh: '只列出发布', en: 'only list the releases' } },
    {
      flags: '--serve <release>',
      text: { zh: '让检索使用这次发布，或 latest', en: 'have searches use this release, or latest' },
    },
    dataOption,
  ],
  examples: [
    { line: 'knowledge list my-desk --as-of 2024-06-30', text: { zh: '某一天有哪些文件有效', en: 'what was in force on a day' } },
    { line: 'knowledge report my-desk 泵站手册.pdf', text: { zh: '一份文档读得怎么样', en: 'how a document was read' } },
    { line: 'knowledge release my-desk --note "年度修订"', text: { zh: '发布一次', en: 'make a release' } },
    { line: 'knowledge reembed my-desk --yes', text: { zh: '换用新的向量模型', en: 'go over to another embedding model' } },
    { line: 'knowledge export my-desk desk.kaiwu', text: { zh: '导出为一个文件', en: 'export into one file' } },
  ],
  exits: [exitCodes.author, exitCodes.operator],
  async run(invocation, terminal) {
    const { action, folder, subject } = wordsOf(invocation, terminal)
    if ('unopened' in action) return action.unopened(folder, invocation, terminal)
    const solution = await openFolder(
      folder,
      invocation,
      { access: action.writes(invocation) ? 'write' : 'write-or-read', cases: false },
      terminal,
    )
    try {
      return await action.run(solution, subject, invocation, terminal)
    } finally {
      await solution.close()
    }
  },
})

function wordsOf(
  { words: [name = '', ...rest] }: Invocation,
  terminal: Terminal,
): { action: Action | Unopened; folder: string; subject: string } {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  const all = Object.keys(actions).join(', ')
  if (!action)
    throw usageError(terminal, {
      zh: name === '' ? `请写上要做什么：${all}` : `没有“${name}”这个操作；可用：${all}`,
      en: name === '' ? `say what to do: ${all}` : `there is no action "${name}"; use ${all}`,
    })
  if (!action.subject) {
    if (rest.length > 1)
      throw usageError(terminal, { zh: `knowledge ${name} 只需要文件夹`, en: `knowledge ${name} takes a folder alone` })
    return { action, folder: rest[0] ?? '.', subject: '' }
  }
  const [folder, subject] = rest.length < 2 ? ['.', rest[0] ?? ''] : [rest[0]!, rest[1]!]
  if (subject === '' || (rest.length === 1 && existsSync(join(subject, 'solution.yaml'))))
    throw usageError(
      terminal,
      action.subject === 'document'
        ? {
            zh: `请写上文档：kaiwu knowledge ${name} <文件夹> <文档>`,
            en: `name the document: kaiwu knowledge ${name} <folder> <document>`,
          }
        : {
            zh: `请写上文件：kaiwu knowledge ${name} <文件夹> <文件>`,
            en: `name the file: kaiwu knowledge ${name} <folder> <file>`,
          },
    )
  return { action, folder, subject }
}
