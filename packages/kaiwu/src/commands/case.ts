import { exitCodes, KaiwuError } from '@kaiwu/core'
import { decisionOptions, listOptions, reachOptions } from '../cases/case-options.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { actionArguments, actionWords } from '../folder-words.ts'
import { dataOption } from '../open-folder.ts'
import type { Terminal } from '../terminal.ts'

const names = ['list', 'tasks', 'show', 'start', 'act', 'sign', 'comment', 'attach', 'export', 'graph']

/** `kaiwu case`: the cases of a solution, at a running server or on its folder. */
export const caseCommand = defineCommand({
  name: 'case',
  summary: { zh: '办理业务单', en: 'work on cases' },
  about: {
    zh: [
      'list 列出业务单；tasks 列出待办；show 单号 查看；start 业务 发起；act 单号 操作 办理（另有 withdraw 撤回、cancel 终止、by-hand 人工办理）；',
      'sign 单号 approve|reject|return 签批；comment 单号 文字 留言；attach 单号 字段 文件 上传附件；',
      'export 单号 [目标文件夹] 导出为文件夹并逐个核对；graph 业务 打印状态图（Mermaid）。',
      '单号可写编号或 id。签署前显示所签的内容并询问；没有终端时要加 --yes。需要密码签署时在终端里问，或放在环境变量 KAIWU_PASSWORD 里。',
      '经由服务：--url 加密钥 KAIWU_KEY，或 --as 登录名；直接打开文件夹：--as 登录名，后续步骤当场办完。',
    ].join('\n'),
    en: [
      'list: the cases; tasks: what waits for oneself; show CASE; start TYPE; act CASE ACTION (withdraw, cancel and by-hand beside those of the case type);',
      'sign CASE approve|reject|return; comment CASE TEXT; attach CASE FIELD FILE;',
      'export CASE [FOLDER]: as a folder whose every file is checked; graph TYPE: its states as a Mermaid diagram.',
      'A case is named by its number or id. What is about to be signed is shown first, and asked; without a terminal add --yes. A signature with the password asks for it, or takes the variable KAIWU_PASSWORD.',
      'Through a server: --url with a key in KAIWU_KEY, or with --as LOGIN; on a folder: --as LOGIN, and what follows by itself is done at once.',
    ].join('\n'),
  },
  arguments: actionArguments(names, {
    zh: '解决方案的文件夹（默认当前文件夹，经由服务时不写），然后是单号、业务、操作等',
    en: 'the folder of the solution (default the current one; none with a server), then the case, its action and so on',
  }),
  options: [
    ...reachOptions,
    ...decisionOptions,
    { flags: '--to <state>', text: { zh: '退回到哪个状态', en: 'where it is returned to' } },
    ...listOptions,
    dataOption,
  ],
  examples: [
    { line: 'case start leave --as zhang --set days=3 --set reason=探亲', text: { zh: '发起', en: 'start a case' } },
    { line: 'case sign QJ-20261123-001 approve --as li', text: { zh: '签批', en: 'sign' } },
    {
      line: 'case list --url http://localhost:3000 --open',
      text: { zh: '经由服务列出未办结的', en: 'what is open, through a server' },
    },
    { line: 'case export QJ-20261123-001 ./归档 --as wang', text: { zh: '导出归档', en: 'export for the archive' } },
  ],
  exits: [exitCodes.author, exitCodes.operator],
  async run(invocation, terminal) {
    try {
      return await runCase(invocation, terminal)
    } catch (error) {
      if (!KaiwuError.is(error) || error.code !== 'SERVER_REFUSED') throw error
      const { reportRefusal } = await import('../cases/case-client.ts')
      return reportRefusal(error, terminal)
    }
  },
})

async function runCase(invocation: Invocation, terminal: Terminal): Promise<number> {
  const [{ caseActions }, { reachCases }] = await Promise.all([
    import('../cases/case-actions.ts'),
    import('../cases/reach-cases.ts'),
  ])
  const { action, folder, words } = actionWords('case', caseActions, invocation, terminal)
  if ('unopened' in action) {
    await action.unopened(folder ?? '.', words, terminal)
    return 0
  }
  const reached = await reachCases({ folder, changes: action.changes }, invocation, terminal)
  try {
    await action.run(reached, words, invocation, terminal)
    return 0
  } finally {
    await reached.close()
  }
}
