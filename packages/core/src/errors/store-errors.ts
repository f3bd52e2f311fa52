import { entry, type ErrorEntry } from './error-entry.ts'

/** The store: rows of the error table. */
export const storeErrors = {
  STORE_IN_USE: entry(
    'operator',
    409,
    '数据文件夹 {path} 正被进程 {pid} 使用；请先停止它，或用 --data 指定另一个文件夹',
    'The data folder {path} is in use by process {pid}; stop it, or name another folder with --data',
  ),
  STORE_UNUSABLE: entry('operator', 503, '数据文件夹 {path} 不可用：{reason}', 'The data folder {path} cannot be used: {reason}'),
  STORE_NEWER: entry(
    'operator',
    503,
    '数据文件夹 {path} 由更新的版本写成（第 {found} 版，本程序到第 {known} 版）；请升级程序',
    'The data folder {path} was written by a newer version (schema {found}, this program knows {known}); upgrade the program',
  ),
  STORE_CORRUPT: entry(
    'operator',
    503,
    '数据文件 {path} 已损坏：{reason}。删除该文件夹后重新运行即可从文档重建，上传的文档需重新上传',
    'The data file {path} is damaged: {reason}. Delete the folder and start again to rebuild it from the documents; uploads must be repeated',
  ),
} as const satisfies Record<string, ErrorEntry>
