import { exitCodes } from '@kaiwu/core'
import { defineCommand } from '../command.ts'
import { actionArguments, actionWords } from '../folder-words.ts'
import { dataOption, openFolder } from '../open-folder.ts'

const names = ['init', 'add', 'list', 'disable', 'enable', 'password', 'import']

/** `kaiwu people`: who works with a solution. */
export const people = defineCommand({
  name: 'people',
  summary: { zh: '管理人员', en: 'manage people' },
  about: {
    zh: [
      'init [登录名] [姓名] 创建第一个管理员；add 登录名 姓名 添加；list 列出；disable、enable 登录名 停用、启用；password 登录名 换密码；',
      'import 文件 从 CSV 添加（login,name,department,roles,head；部门可写成 设备部/早班组），每人一个初始密码，只显示一次，或用 --passwords 写进一个只有您能读的文件。',
      '密码在终端里问，不显示；没有终端时放在环境变量 KAIWU_PASSWORD 里（init 用 KAIWU_ADMIN_LOGIN、KAIWU_ADMIN_PASSWORD）。每项改动都记入日志。',
    ].join('\n'),
    en: [
      'init [LOGIN] [NAME]: the first administrator; add LOGIN NAME; list; disable and enable LOGIN; password LOGIN: another password;',
      'import FILE: people of a CSV file (login,name,department,roles,head; a department may be written 设备部/早班组), each with a first password that is shown once, or goes into a file that you alone may read: --passwords.',
      'Passwords are asked at the terminal without showing them; without one they come from KAIWU_PASSWORD (init: KAIWU_ADMIN_LOGIN, KAIWU_ADMIN_PASSWORD). Every change is in the log.',
    ].join('\n'),
  },
  arguments: actionArguments(names, {
    zh: '解决方案的文件夹（默认当前文件夹），然后是登录名、姓名或文件',
    en: 'the folder of the solution (default the current one), then login, name or file',
  }),
  options: [
    { flags: '--roles <roles>', text: { zh: '角色，用逗号分隔', en: 'roles, with commas' } },
    { flags: '--department <key>', text: { zh: '部门的代码', en: 'key of the department' } },
    { flags: '--passwords <file>', text: { zh: '初始密码写进这个新文件', en: 'write first passwords into this new file' } },
    {
      flags: '--new-departments',
      text: { zh: '导入时建立还没有的部门', en: 'import: make departments that are not there' },
    },
    dataOption,
  ],
  examples: [
    { line: 'people init my-desk admin 管理员', text: { zh: '第一个管理员', en: 'the first administrator' } },
    { line: 'people add my-desk li 李四 --roles 主管', text: { zh: '添加一个人', en: 'add somebody' } },
    { line: 'people import my-desk staff.csv --new-departments --passwords first.csv', text: { zh: '批量添加', en: 'add many' } },
  ],
  exits: [exitCodes.author, exitCodes.operator],
  async run(invocation, terminal) {
    const { peopleActions } = await import('../people/people-actions.ts')
    const { action, folder, words } = actionWords('people', peopleActions, invocation, terminal)
    const solution = await openFolder(
      folder ?? '.',
      invocation,
      { access: action.writes ? 'write' : 'write-or-read', cases: false },
      terminal,
    )
    try {
      return await action.run(solution.work.people, words, invocation, terminal)
    } finally {
      await solution.close()
    }
  },
})
