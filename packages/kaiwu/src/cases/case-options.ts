import type { CommandOption } from '../command.ts'

/** The options that say where cases are, and as whom they are worked on. */
export const reachOptions: readonly CommandOption[] = Object.freeze([
  {
    flags: '--url <address>',
    text: {
      zh: '经由运行中的服务操作，默认环境变量 KAIWU_URL；不写则直接打开文件夹',
      en: 'go through a running server; default KAIWU_URL of the environment, else the folder is opened',
    },
  },
  {
    flags: '--solution <name>',
    text: { zh: '服务有几个解决方案时，是哪一个', en: 'which solution, where the server has several' },
  },
  {
    flags: '--as <login>',
    text: {
      zh: '以谁的身份：直接打开文件夹时不问密码（日志会记明），经由服务时要他的密码',
      en: 'as whom: on a folder without a password, which the log tells; at a server with theirs',
    },
  },
])

/** The options that put something into fields. */
export const valueOptions: readonly CommandOption[] = Object.freeze([
  {
    flags: '--set <field=value>',
    repeated: true,
    text: {
      zh: '填写一个字段，可写多次；人员写登录名，部门写代码，多选用逗号分隔，留空为清除',
      en: 'fill in a field, as often as needed; people by login, departments by key, several choices with commas, nothing clears it',
    },
  },
  { flags: '--values <file>', text: { zh: '从 JSON 文件填写字段', en: 'fill in fields from a JSON file' } },
  {
    flags: '--rows <field=file>',
    repeated: true,
    text: {
      zh: '从 CSV 文件填写一个多行字段，第一行是列名',
      en: 'fill in a field of rows from a CSV file, whose first line names the columns',
    },
  },
])

/** The options of what is put into a form and signed for. */
export const decisionOptions: readonly CommandOption[] = Object.freeze([
  ...valueOptions,
  {
    flags: '--accept <fields>',
    text: {
      zh: '采纳对这些字段的建议，用逗号分隔；all 为全部',
      en: 'accept what is proposed for fields, with commas; all for every one',
    },
  },
  { flags: '--reject <fields>', text: { zh: '不采纳对这些字段的建议', en: 'reject what is proposed for fields' } },
  { flags: '--comment <text>', text: { zh: '意见', en: 'a comment' } },
  { flags: '--yes', text: { zh: '不再询问，直接办理', en: 'do it without asking' } },
])

/** The options that say which cases are listed. */
export const listOptions: readonly CommandOption[] = Object.freeze([
  { flags: '--type <key>', text: { zh: '只列这种业务', en: 'only of this case type' } },
  { flags: '--state <key>', text: { zh: '只列处于这个状态的', en: 'only those in this state' } },
  { flags: '--open', text: { zh: '只列未办结的', en: 'only those that have not ended' } },
  { flags: '--ended', text: { zh: '只列已办结的', en: 'only those that have ended' } },
  { flags: '--mine <how>', text: { zh: 'started 我发起的，involved 我参与的', en: 'started by oneself, or involved in' } },
  { flags: '--text <words>', text: { zh: '编号或字段里的文字', en: 'part of a number or of a text' } },
  { flags: '--limit <number>', text: { zh: '最多列出多少，1 到 100，默认 50', en: 'how many, 1 to 100, default 50' } },
  { flags: '--after <id>', text: { zh: '接着上一页（上一页给出的 next）', en: 'go on after the `next` of a page' } },
])
