import { entry, type ErrorEntry } from './error-entry.ts'

/** The log of a base and what anchors it: rows of the error table. */
export const logErrors = {
  LOG_ENTRY_INVALID: entry(
    'kaiwu',
    500,
    '无法写入日志：{column} 不合规定（{reason}）；这次操作没有执行，请把这条消息交给开发者',
    'The log cannot take this entry: {column} is not right ({reason}); nothing was done. Give the developers this message',
  ),
  LOG_DAMAGED: entry(
    'operator',
    503,
    '日志已损坏（{reason}），需要留痕的操作都不会执行；请运行 kaiwu audit verify，并从备份恢复',
    'The log is damaged ({reason}), and nothing that must be recorded is done; run kaiwu audit verify, and restore a backup',
  ),
  LOG_PURGE_TOO_EARLY: entry(
    'caller',
    422,
    '日志至少保存 {days} 天：{before} 之前的不能全部清除，最晚可清除到 {latest} 之前',
    'The log is kept for at least {days} days: not all before {before} may be purged, only what is before {latest}',
  ),
  LOG_KEY_UNUSABLE: entry(
    'operator',
    503,
    '日志签名密钥 {path} 不可用：{reason}',
    'The signing key of the log, {path}, cannot be used: {reason}',
  ),
  LOG_CHECKPOINTS_UNWRITABLE: entry(
    'operator',
    503,
    '日志检查点写不进 {path}：{reason}。请让运行 Kaiwu 的用户能追加这个文件，或在设置里换一个位置',
    'The checkpoints of the log cannot be written to {path}: {reason}. Let the user that runs Kaiwu append to it, or name another place in the settings',
  ),
  LOG_CHECKPOINTS_MISSING: entry(
    'operator',
    503,
    '找不到日志检查点文件 {path}，而此前已签到第 {seq} 条；请检查磁盘是否已挂载、文件是否被移走，确认无误后再另起新文件',
    'The checkpoints of the log, {path}, are gone, although rows up to {seq} had been signed; see whether the disk is mounted and where the file went, and only then begin a new one',
  ),
  LOG_CONTRADICTS_CHECKPOINT: entry(
    'operator',
    503,
    '日志与已签的检查点不符：{path} 里签过第 {seq} 条，现在的日志里没有这一条或内容不同；请运行 kaiwu audit verify。若是从备份恢复所致，确认后另起新的检查点文件',
    'The log is not what was signed: {path} has a checkpoint of row {seq}, which is not there now or is another; run kaiwu audit verify. If a backup was restored, begin a new file of checkpoints once that is settled',
  ),
} as const satisfies Record<string, ErrorEntry>
