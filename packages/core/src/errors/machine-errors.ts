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
