import { entry, type ErrorEntry } from './error-entry.ts'

/** What is sent outside, and where to: rows of the error table. None of them repeats a secret. */
export const outboxErrors = {
  OUTBOX_TARGET_INVALID: entry(
    'operator',
    500,
    '外发目标“{target}”的设置不对：{problem}',
    'The settings of the target "{target}" are not right: {problem}',
  ),
  OUTBOX_TARGET_UNKNOWN: entry(
    'author',
    422,
    '没有名为“{target}”的外发目标；可用：{known}。目标只能由管理员在设置里添加',
    'There is no target "{target}"; there is {known}. Targets are added in the settings, by an administrator',
  ),
  OUTBOX_KEY_REUSED: entry(
    'caller',
    422,
    '幂等键 {key} 已用于另一份内容；同一个键只能外发同一份内容，请换一个键',
    'The idempotency key {key} stands for another body or target already; one key sends one body, use another',
  ),
  OUTBOX_BODY_INVALID: entry(
    'kaiwu',
    500,
    '无法外发：键或内容不合规定（{reason}）；什么也没有写入，请把这条消息交给开发者',
    'This cannot be sent: the key or the body is not right ({reason}); nothing was kept. Give the developers this message',
  ),
} as const satisfies Record<string, ErrorEntry>
