import { entry, type ErrorEntry } from './error-entry.ts'

/** The server and the machine it is on: rows of the error table. */
export const machineErrors = {
  PATH_UNUSABLE: entry('operator', 503, '{path} 用不了：{reason}', '{path} cannot be used: {reason}'),
  PORT_TAKEN: entry(
    'operator',
    503,
    '端口 {port} 已被占用；请用 PORT 指定另一个，例如 PORT=3001 npm start',
    'Port {port} is taken; choose another with PORT, for example PORT=3001 npm start',
  ),
  PUBLIC_URL_INVALID: entry(
    'operator',
    500,
    '环境变量 {variable} 要写成别人访问页面的地址，如 https://kaiwu.example.org；不能带用户名、密码、? 或 #',
    'The variable {variable} is the address that people reach the page at, such as https://kaiwu.example.org, without user, password, ? or #',
  ),
  SERVED_ELSEWHERE: entry(
    'operator',
    409,
    '“{name}”正由进程 {pid} 提供服务。请经由它操作：--url <地址> 加 --as <登录名>，或设置 KAIWU_KEY；也可以先停止它',
    '"{name}" is being served by process {pid}. Go through it: --url <address> with --as <login>, or with KAIWU_KEY set; or stop it first',
  ),
  SERVER_UNREACHABLE: entry(
    'operator',
    503,
    '连不上 {url}：{reason}；请看服务是否已启动、地址是否写对',
    '{url} cannot be reached: {reason}; see whether the server runs and whether the address is right',
    true,
  ),
  SERVER_FOREIGN: entry(
    'operator',
    502,
    '{url} 的应答不是开物服务的（HTTP {status}）；请检查地址，以及前面的网关',
    'What answers at {url} is no Kaiwu server (HTTP {status}); look at the address, and at what stands in front',
  ),
  SERVER_REFUSED: entry('caller', 422, '{detail}', '{detail}'),
  EXPORT_DAMAGED: entry(
    'operator',
    502,
    '{name} 里的 {file} 与 SHA256SUMS 不符，没有写出任何文件；请重新导出，并检查传输经过的网关',
    '{file} in {name} is not what SHA256SUMS says, and nothing was written; export again, and look at what stands in between',
  ),
  SERVER_STOPPING: entry('operator', 503, '服务正在停止，请稍后再试', 'The server is stopping; try again shortly', true),
  CONSOLE_NOT_BUILT: entry(
    'operator',
    503,
    '页面还没有构建；请先运行 npm run build',
    'The page has not been built; run npm run build first',
  ),
  CANCELLED: entry('caller', 499, '请求已取消', 'The request was cancelled'),
  INTERNAL: entry(
    'kaiwu',
    500,
    '程序内部错误（编号 {id}）；请把日志里这个编号附近的内容交给开发者',
    'Internal error (id {id}); give the developers what the log says around this id',
  ),
} as const satisfies Record<string, ErrorEntry>
