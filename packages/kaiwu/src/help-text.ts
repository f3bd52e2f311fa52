import { exitCodes, type Language } from '@kaiwu/core'
import type { Command, CommandArgument, CommandOption, Texts } from './command.ts'
import { columns } from './display-width.ts'

/** The options that every command takes. */
export const sharedOptions: readonly CommandOption[] = Object.freeze([
  { flags: '--lang <language>', text: { zh: '消息的语言：zh 或 en', en: 'language of messages: zh or en' } },
  {
    flags: '--json',
    text: { zh: '标准输出只有一份 JSON，给程序读；出错时也是', en: 'print one JSON document for programs, for errors too' },
  },
  { flags: '-h, --help', text: { zh: '显示帮助', en: 'show this help' } },
])

const exits: readonly Readonly<{ code: number; text: Texts }>[] = [
  { code: 0, text: { zh: '成功', en: 'done' } },
  { code: 1, text: { zh: '评测未达到门槛，或日志核验不通过', en: 'the evaluation missed a gate, or the log is not sound' } },
  { code: exitCodes.caller, text: { zh: '命令写错了', en: 'the command was typed wrongly' } },
  { code: exitCodes.author, text: { zh: '解决方案的文件有误', en: 'the files of the solution are wrong' } },
  { code: exitCodes.provider, text: { zh: '模型服务出错', en: 'the model service failed' } },
  { code: exitCodes.kaiwu, text: { zh: '程序内部错误', en: 'a fault of the program itself' } },
  { code: exitCodes.operator, text: { zh: '机器或配置有问题', en: 'the machine or its configuration needs attention' } },
  { code: 130, text: { zh: '被 Ctrl-C 停止', en: 'stopped by Ctrl-C' } },
]
const everyCommand = [0, exitCodes.caller, exitCodes.kaiwu, 130]

/** The help of the whole command line. */
export function programHelp(commands: readonly Command[], version: string, language: Language): string {
  return join([
    [
      pick(
        language,
        `开物 Kaiwu ${version}：把一个文件夹做成引得准的行业助手`,
        `Kaiwu 开物 ${version}: turns a folder into an assistant that cites its sources`,
      ),
    ],
    section(pick(language, '用法', 'Usage'), ['  kaiwu <command> [options]']),
    section(pick(language, '命令', 'Commands'), columns(commands.map(({ name, summary }) => [name, summary[language]]))),
    section(pick(language, '选项', 'Options'), optionLines([...sharedOptions, versionOption], language)),
    section(pick(language, '示例', 'Examples'), columns(tour.map(({ line, text }) => [`kaiwu ${line}`, text[language]]))),
    section(pick(language, '环境变量', 'Environment'), columns(variables.map(([name, text]) => [name, text[language]]))),
    exitSection(
      exits.map(({ code }) => code),
      language,
    ),
    [pick(language, '每个命令的说明：kaiwu <command> --help', 'More about a command: kaiwu <command> --help')],
  ])
}

/** The help of one command. */
export function commandHelp(command: Command, language: Language): string {
  const words = command.arguments.map(argumentForm)
  return join([
    [command.about[language]],
    section(pick(language, '用法', 'Usage'), [`  kaiwu ${[command.name, ...words, '[options]'].join(' ')}`]),
    section(
      pick(language, '参数', 'Arguments'),
      columns(command.arguments.map((one) => [argumentForm(one), one.text[language]])),
    ),
    section(pick(language, '选项', 'Options'), optionLines([...command.options, ...sharedOptions], language)),
    section(
      pick(language, '示例', 'Examples'),
      command.examples.flatMap(({ line, text }) => [`  # ${text[language]}`, `  kaiwu ${line}`]),
    ),
    exitSection([...everyCommand, ...command.exits], language),
  ])
}

function argumentForm({ name, form }: CommandArgument): string {
  if (form === 'required') return `<${name}>`
  return form === 'many' ? `[${name}...]` : `[${name}]`
}

/** The option that prints the version. */
export const versionOption: CommandOption = Object.freeze({
  flags: '-v, --version',
  text: { zh: '显示版本', en: 'show the version' },
})

const tour: readonly Readonly<{ line: string; text: Texts }>[] = [
  { line: 'create my-desk --template manufacturing', text: { zh: '从模板新建', en: 'start from a template' } },
  { line: 'check my-desk', text: { zh: '检查全部文件', en: 'check every file' } },
  { line: 'ask my-desk "HX-630 报 E-203 怎么处理？"', text: { zh: '提问', en: 'ask a question' } },
  { line: 'serve my-desk', text: { zh: '打开网页', en: 'open the web page' } },
]

const variables: readonly Readonly<[string, Texts]>[] = [
  ['KAIWU_LANG', { zh: '消息的语言：zh 或 en', en: 'language of messages: zh or en' }],
  [
    'KAIWU_DATA',
    {
      zh: '数据放在这个文件夹里，每个解决方案一个子文件夹；默认放在 <解决方案>/.kaiwu',
      en: 'where data is kept, a folder for each solution; default <solution>/.kaiwu',
    },
  ],
  ['KAIWU_MODEL', { zh: '替换清单里的模型', en: "a model in place of the manifest's own" }],
  [
    'KAIWU_BASE_URL',
    { zh: '模型服务的地址（OpenAI 兼容，到 /v1 为止）', en: 'address of the model service (OpenAI-compatible, up to /v1)' },
  ],
  ['KAIWU_API_KEY', { zh: '模型服务的密钥', en: 'key of the model service' }],
  [
    'KAIWU_ALLOWED_HOSTS',
    { zh: 'serve 另外接受的主机名，用逗号分隔', en: 'further host names that serve accepts, separated by commas' },
  ],
  ['KAIWU_URL', { zh: 'case 经由哪个服务', en: 'the server that case goes through' }],
  ['KAIWU_KEY', { zh: 'case 经由服务时的密钥', en: 'the key that case shows to a server' }],
  ['KAIWU_PASSWORD', { zh: '没有终端时的密码', en: 'a password, where there is no terminal to ask at' }],
  [
    'KAIWU_LOG_CHECKPOINTS',
    { zh: '日志检查点的文件，最好在另一块磁盘上', en: "file of the log's checkpoints, best on another disk" },
  ],
  ['PORT, HOST', { zh: 'serve 的端口和地址', en: 'port and address of serve' }],
]

function optionLines(options: readonly CommandOption[], language: Language): string[] {
  return columns(options.map(({ flags, text }) => [flags, text[language]]))
}

function exitSection(codes: readonly number[], language: Language): string[] {
  const rows = exits.filter(({ code }) => codes.includes(code)).map(({ code, text }) => [String(code), text[language]])
  return section(pick(language, '退出码', 'Exit codes'), columns(rows))
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines]
}

function pick(language: Language, zh: string, en: string): string {
  return language === 'zh' ? zh : en
}

function join(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}
