import { entry, type ErrorEntry } from './error-entry.ts'

/** Files of cases, and cases as files: rows of the error table. */
export const attachmentErrors = {
  ATTACHMENT_FIELD_UNKNOWN: entry(
    'caller',
    422,
    '{no} 没有附件字段“{field}”；附件字段：{known}',
    '{no} has no field "{field}" for files; there is {known}',
  ),
  ATTACHMENT_NAME_INVALID: entry(
    'caller',
    422,
    '附件名 {name} 不能用：{zh}；请改名后再传',
    'The file name {name} cannot be used: {en}; rename it and try again',
  ),
  ATTACHMENT_TOO_LARGE: entry(
    'caller',
    413,
    '附件超过 {most}；请压缩或拆分后再传',
    'The file is larger than {most}; make it smaller or split it',
  ),
  ATTACHMENT_TOO_MANY: entry(
    'caller',
    422,
    '{no} 已有 {most} 个附件，不能再加；请合并成一个文件再传',
    '{no} has {most} files, and takes no more; put several into one',
  ),
  ATTACHMENT_NOT_FOUND: entry(
    'caller',
    404,
    '{no} 没有附件 {sha256}，或您看不到它',
    '{no} has no file {sha256} that you may see',
  ),
  ATTACHMENT_DECIDED: entry(
    'caller',
    409,
    '{no} 在加上附件 {sha256} 之后已有人作出决定，不能再删；可另加更正的附件',
    '{no} has been decided on since the file {sha256} was attached, so that it stays; attach a corrected one',
  ),
  ATTACHMENT_LOST: entry(
    'operator',
    500,
    '附件 {sha256} 的内容不在或已损坏；请从备份恢复，刚上传的请重传',
    'The content of the file {sha256} is not there or is damaged; restore it from a backup, or send it again if it is new',
  ),
  EXPORT_FOLDER_IN_USE: entry(
    'caller',
    409,
    '{path} 已有内容；请导出到新的或空的文件夹',
    '{path} holds something already; export to a new or empty folder',
  ),
  EXPORT_TOO_LARGE: entry(
    'caller',
    413,
    '{no} 的附件共 {bytes}，一个 ZIP 装不下；请导出成文件夹',
    'The files of {no} have {bytes}, more than a ZIP file holds; export to a folder',
  ),
} as const satisfies Record<string, ErrorEntry>
