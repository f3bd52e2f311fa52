import { exitCodes } from '@kaiwu/core'
import { defineCommand } from '../command.ts'
import { actionArguments, actionWords } from '../folder-words.ts'
import { dataOption } from '../open-folder.ts'

const names = ['verify', 'list', 'export', 'key']

/** `kaiwu audit`: the log that proves itself. */
export const audit = defineCommand({
  name: 'audit',
  summary: { zh: '核验和查看日志', en: 'verify and read the log' },
  about: {
    zh: [
      'verify 核验日志：完好，或第一条坏的是哪条、意味着什么、该怎么办；服务运行时也可以做，不改动任何数据；',
      'list 列出记录；export 文件 导出为 .jsonl 或 .csv，旁边有 SHA-256；key 打印签名公钥，请存到别处。',
      '哈希链看得出改过、删去、插入的记录；末尾被截断或全部重写，只有另处保存的公钥和检查点看得出。',
    ].join('\n'),
    en: [
      'verify: the log is sound, or which row is the first bad one, what that means and what to do; also while a server runs, and nothing is changed;',
      'list: rows; export FILE: as .jsonl or .csv, with its SHA-256 beside it; key: the public key of its signatures, to be kept elsewhere.',
      'The chain of hashes shows rows that were changed, removed or inserted; that the end was cut off, or all written anew, only a key and checkpoints kept elsewhere can show.',
    ].join('\n'),
  },
  arguments: actionArguments(names, {
    zh: '解决方案的文件夹（默认当前文件夹），export 再写文件',
    en: 'the folder of the solution (default the current one); for export the file',
  }),
  options: [
    {
      flags: '--public-key <key>',
      repeated: true,
      text: { zh: '另处保存的公钥，可写多次', en: 'a public key kept elsewhere, as often as needed' },
    },
    {
      flags: '--checkpoints <file>',
      text: { zh: '检查点文件，或它的副本', en: 'the file of checkpoints, or a copy of it' },
    },
    { flags: '--case <case>', text: { zh: '只要这张业务单（编号或 id）', en: 'only of this case, by number or id' } },
    { flags: '--actor <login>', text: { zh: '只要这个人（登录名或 id）', en: 'only by this person, by login or id' } },
    { flags: '--action <word>', text: { zh: '只要这种操作，如 sign-in', en: 'only of this action, such as sign-in' } },
    { flags: '--result <result>', text: { zh: 'done 已做，refused 被拒绝', en: 'done or refused' } },
    { flags: '--from <time>', text: { zh: '从这时起', en: 'from this time on' } },
    { flags: '--to <time>', text: { zh: '到这时为止', en: 'before this time' } },
    { flags: '--limit <number>', text: { zh: '最多列出多少，1 到 500，默认 50', en: 'how many, 1 to 500, default 50' } },
    { flags: '--after <seq>', text: { zh: '接着上一页', en: 'go on after this row' } },
    dataOption,
  ],
  examples: [
    {
      line: 'audit verify my-desk --public-key ed25519:…',
      text: { zh: '用另处保存的公钥核验', en: 'verify with the key kept elsewhere' },
    },
    { line: 'audit list my-desk --case QJ-20261123-001', text: { zh: '一张业务单的全部记录', en: 'all rows of a case' } },
    { line: 'audit export my-desk log.csv --from 2026-01-01', text: { zh: '导出给审计', en: 'export for an auditor' } },
  ],
  exits: [1, exitCodes.author, exitCodes.operator],
  async run(invocation, terminal) {
    const { auditActions } = await import('../audit/audit-actions.ts')
    const { action, folder, words } = actionWords('audit', auditActions, invocation, terminal)
    return action.run(folder ?? '.', words, invocation, terminal)
  },
})
