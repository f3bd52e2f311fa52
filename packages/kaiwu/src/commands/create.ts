import { relative } from 'node:path'
import { exitCodes, KaiwuError } from '@kaiwu/core'
import { defineCommand, textOption, type Invocation } from '../command.ts'
import type { ProjectChoices } from '../create/create-project.ts'
import { checkTitle, nameFor, safeFolder } from '../create/project-name.ts'
import { templateNames } from '../create/template-folder.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'

/** `kaiwu create`: a new solution from a template. */
export const create = defineCommand({
  name: 'create',
  summary: { zh: '从模板新建一个解决方案', en: 'start a solution from a template' },
  about: {
    zh: '把一个完整的模板复制到新文件夹，写好 package.json 和名称，不联网、不安装。\n在终端里没有写全时会逐项询问；在脚本里请写全，或用 --yes 取默认值。目标文件夹必须是空的。',
    en: 'Copies a whole template into a new folder and writes package.json and the names, without network or installation.\nOn a terminal it asks for what was not given; in a script give it all, or take the defaults with --yes. The target must be empty.',
  },
  arguments: [{ name: 'folder', form: 'optional', text: { zh: '新文件夹，名称可以是中文', en: 'the new folder' } }],
  options: [
    {
      flags: '--template <name>',
      text: { zh: '模板：government（政务）或 manufacturing（制造）', en: 'template: government or manufacturing' },
    },
    {
      flags: '--name <name>',
      text: {
        zh: '英文标识，小写字母、数字和连字符；默认取文件夹名',
        en: 'identifier: lower case letters, digits and hyphens; default from the folder',
      },
    },
    { flags: '--title <title>', text: { zh: '页面上的名称，默认用模板的', en: 'name for people, default that of the template' } },
    { flags: '-y, --yes', text: { zh: '不询问，没有写的取默认值', en: 'ask nothing, take defaults' } },
  ],
  examples: [
    { line: 'create', text: { zh: '逐项询问', en: 'be asked step by step' } },
    { line: 'create my-desk --template manufacturing --title "检修台"', text: { zh: '一次写全', en: 'say it all at once' } },
    { line: 'create hotline --template government --yes', text: { zh: '其余取默认值', en: 'take defaults for the rest' } },
  ],
  exits: [exitCodes.operator],
  async run(invocation, terminal) {
    const known = await templateNames()
    const asked = terminal.interactive && invocation.options['yes'] !== true
    const choices = asked ? await askForChoices(invocation, known, terminal) : choicesOf(invocation, known, terminal)
    const { createProject } = await import('../create/create-project.ts')
    const project = await createProject(choices)
    terminal.result(project)
    const folder = relative(process.cwd(), project.folder) || '.'
    terminal.print({
      zh: `已建好 ${folder}（模板 ${project.template}，${project.files} 个文件）`,
      en: `Created ${folder} (template ${project.template}, ${project.files} files)`,
    })
    terminal.print({ zh: '接下来：', en: 'Next:' })
    const place = /^[\p{L}\p{N}_./\\-]+$/u.test(folder) ? folder : JSON.stringify(folder)
    for (const line of [...(folder === '.' ? [] : [`cd ${place}`]), 'npm install', 'npm run check', 'npm start'])
      terminal.print(`  ${line}`)
    return 0
  },
})

async function askForChoices(invocation: Invocation, known: readonly string[], terminal: Terminal): Promise<ProjectChoices> {
  const given = givenOf(invocation, known, terminal)
  const { askChoices } = await import('../create/ask-choices.ts')
  const { folder, template, title } = await askChoices(given, known, terminal)
  return { folder, template, name: given.name ?? nameFor(folder, template), ...(title ? { title } : {}) }
}

/** What the words say, each part checked before anybody is asked for the rest. */
function givenOf(invocation: Invocation, known: readonly string[], terminal: Terminal): Partial<ProjectChoices> {
  const [folder] = invocation.words
  const template = textOption(invocation, 'template')
  const name = textOption(invocation, 'name')
  const title = textOption(invocation, 'title')
  if (template !== undefined && !known.includes(template))
    throw new KaiwuError('TEMPLATE_UNKNOWN', { name: template, known: known.join(', ') })
  if (name !== undefined && !/^[a-z][a-z0-9-]{0,62}$/.test(name)) {
    throw usageError(terminal, {
      zh: `--name 要用小写字母开头，只含小写字母、数字和连字符，这里是“${name}”`,
      en: `--name takes lower case letters, digits and hyphens, beginning with a letter; it is "${name}"`,
    })
  }
  const wrong = (folder === undefined ? undefined : safeFolder(folder)) ?? (title === undefined ? undefined : checkTitle(title))
  if (wrong) throw usageError(terminal, wrong)
  return {
    ...(folder === undefined ? {} : { folder }),
    ...(template ? { template } : {}),
    ...(name ? { name } : {}),
    ...(title ? { title } : {}),
  }
}

function choicesOf(invocation: Invocation, known: readonly string[], terminal: Terminal): ProjectChoices {
  const given = givenOf(invocation, known, terminal)
  const defaults = invocation.options['yes'] === true
  const template = given.template ?? (defaults ? known[0] : undefined)
  if (template === undefined) {
    throw usageError(terminal, {
      zh: `请写上 --template（可用：${known.join('、')}），或用 --yes 取默认值`,
      en: `give --template (there is ${known.join(', ')}), or take the defaults with --yes`,
    })
  }
  const folder = given.folder ?? given.name ?? (defaults ? template : undefined)
  if (folder === undefined)
    throw usageError(terminal, {
      zh: '请写上新文件夹的名字：kaiwu create <文件夹>',
      en: 'name the new folder: kaiwu create <folder>',
    })
  return { ...given, template, folder, name: given.name ?? nameFor(folder, template) }
}
