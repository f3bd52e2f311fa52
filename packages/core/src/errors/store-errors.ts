import { entry, type ErrorEntry } from './error-entry.ts'

/** The store: rows of the error table. */
export const storeErrors = {
  STORE_IN_USE: entry(
    'operator',
    409,
    '数据文件夹 {path} 正被进程 {pid} 使用（自 {since}）；请先停止它，或用 --data 指定另一个文件夹',
    'The data folder {path} is in use by process {pid} (since {since}); stop it, or name another folder with --data',
  ),
  STORE_UNUSABLE: entry('operator', 503, '数据文件夹 {path} 不可用：{reason}', 'The data folder {path} cannot be used: {reason}'),
  STORE_NEWER: entry(
    'operator',
    503,
    '{path} 里的数据由更新的版本写成（第 {found} 版，本程序到第 {known} 版）；请升级程序',
    'The data in {path} was written by a newer version (schema {found}, this program knows {known}); upgrade the program',
  ),
  STORE_CORRUPT: entry(
    'operator',
    503,
    '数据文件 {path} 已损坏：{reason}。删除该文件夹后重新运行即可从文档重建，上传的文档需重新上传',
    'The data file {path} is damaged: {reason}. Delete the folder and start again to rebuild it from the documents; uploads must be repeated',
  ),
  STORE_FULL: entry(
    'operator',
    507,
    '{path} 所在的磁盘已满（剩余 {free}），这次改动没有写入；此前写入的都还在。请腾出空间后重试',
    'The disk of {path} is full ({free} left) and this change was not written; nothing written before was lost. Free some space and try again',
    true,
  ),
  DATABASE_URL_INVALID: entry(
    'operator',
    503,
    '数据库地址有误：{problem}',
    'The address of the database is not right: {problem}',
  ),
  DATABASE_UNREACHABLE: entry(
    'operator',
    503,
    '连不上数据库 {place}：{reason}。请确认它在运行、网络可达',
    'The database {place} cannot be reached: {reason}. See that it is running and that the network lets this machine through',
    true,
  ),
  DATABASE_REFUSED_LOGIN: entry(
    'operator',
    503,
    '数据库 {place} 不让登录：{reason}。请检查地址里的用户名、密码、库名和数据库的访问规则',
    'The database {place} refused the login: {reason}. Check the user, password and database name of its address, and its access rules',
  ),
  DATABASE_OUT_OF_SPACE: entry(
    'operator',
    507,
    '数据库 {place} 的磁盘已满，这次改动没有写入；此前写入的都还在。请在数据库那边腾出空间后重试',
    'The database {place} is out of disk space and this change was not written; nothing written before was lost. Free some space there and try again',
    true,
  ),
  DATABASE_TIMEOUT: entry(
    'operator',
    503,
    '数据库 {place} 没有按时做完：{reason}。可能有别的服务在长时间写入，请稍后再试',
    'The database {place} did not finish in time: {reason}. Another server may be writing for long; try again later',
    true,
  ),
  DATABASE_COMMIT_UNKNOWN: entry(
    'operator',
    503,
    '提交时与数据库 {place} 的连接断了，不知道这次改动是否已写入。请先查看，再决定是否重做',
    'The connection to the database {place} broke during a commit; whether the change was kept is not known. Look before doing it again',
  ),
  DATABASE_UNUSABLE: entry('operator', 503, '数据库 {place} 不可用：{reason}', 'The database {place} cannot be used: {reason}'),
  DATABASE_DAMAGED: entry(
    'operator',
    503,
    '数据库 {place} 的数据已损坏：{reason}。请从备份恢复',
    'The data in the database {place} is damaged: {reason}. Restore it from a backup',
  ),
} as const satisfies Record<string, ErrorEntry>
