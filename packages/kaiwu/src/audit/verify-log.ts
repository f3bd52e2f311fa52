import { existsSync } from 'node:fs'
import { verifyLog, type LogProblem, type LogVerification } from '@kaiwu/cases'
import { textOption, textsOption, type Invocation, type Texts } from '../command.ts'
import type { Terminal } from '../terminal.ts'
import type { OpenedLog } from './open-log.ts'

/**
 * Verifies a log and says what was found, what it means and what to do. Changes nothing, and records nothing: whoever runs it has the base.
 * @returns 0 when it is sound, 1 otherwise
 */
export async function verifyAndTell(
  { database, signer, publicKey }: OpenedLog,
  invocation: Invocation,
  terminal: Terminal,
): Promise<number> {
  const given = textsOption(invocation, 'publicKey')
  const publicKeys = given.length > 0 ? given : publicKey === undefined ? [] : [publicKey]
  const named = textOption(invocation, 'checkpoints')
  const checkpointFile = named ?? signer.file
  // What somebody names has to be there; the file of the settings may not have been begun.
  const hasFile = named !== undefined || existsSync(checkpointFile)
  const found = await verifyLog(database, { publicKeys, checkpointFile })
  const anchored = publicKeys.length > 0 && hasFile
  terminal.result({ ...found, anchored })
  print(found, anchored, terminal)
  if (given.length === 0 && anchored)
    terminal.print({
      zh: '用的是这台机器上的公钥：能改数据的人也能换掉它。请用另处保存的公钥（kaiwu audit key）核验：--public-key',
      en: 'The public key is the one on this machine, where whoever changes data may change it too. Verify with the key kept elsewhere (kaiwu audit key): --public-key',
    })
  return found.sound ? 0 : 1
}

function print(
  { sound, problems, notes, firstSeq, lastSeq, lastHash }: LogVerification,
  anchored: boolean,
  terminal: Terminal,
): void {
  const { print: say, pick, paint } = terminal
  if (sound)
    say(
      paint(
        'green',
        pick({
          zh: `✓ 日志完好：第 ${firstSeq} 到 ${lastSeq} 条逐条核对无误`,
          en: `✓ the log is sound: rows ${firstSeq} to ${lastSeq} were checked one by one`,
        }),
      ),
    )
  else say(paint('red', pick({ zh: '✗ 日志不完好', en: '✗ the log is not sound' })))
  for (const problem of problems) {
    say(`  ${pick(problem.message)}`)
    const { meaning, remedy } = about(problem)
    say(`    ${pick(meaning)}`)
    say(`    ${pick(remedy)}`)
  }
  say({ zh: `  最后一条 ${lastSeq}，哈希 ${lastHash}`, en: `  last row ${lastSeq}, hash ${lastHash}` })
  if (!anchored)
    say(
      paint(
        'yellow',
        pick({
          zh: '  ! 没有检查点可对：末尾被截断，或从某条起连同哈希全部重写，都看不出来。服务运行时每 5 分钟签一个；请把公钥（kaiwu audit key）和检查点文件存到别处',
          en: '  ! there are no checkpoints to hold it against: that its end was cut off, or all rows from one on were written anew with their hashes, cannot be seen. A running server signs one every five minutes; keep the public key (kaiwu audit key) and the file elsewhere',
        }),
      ),
    )
  for (const note of notes) say(`  ${pick(note)}`)
}

/** What a kind of problem means, and what to do about it. */
function about({ kind }: LogProblem): Readonly<{ meaning: Texts; remedy: Texts }> {
  if (kind.startsWith('checkpoint'))
    return {
      meaning: {
        zh: '检查点文件不可信：这一部分证明不了日志是当时的',
        en: 'The checkpoints are not to be trusted there: they do not prove that the log is what it was',
      },
      remedy: {
        zh: '换用另处保存的那份检查点文件和公钥再核验；查清谁能写这个文件',
        en: 'Verify again with the copy of the file and the key kept elsewhere; find out who can write to it',
      },
    }
  return {
    meaning: {
      zh: '有人绕过 Kaiwu 改了数据库，或恢复了别的备份，或磁盘出错：从这一条起，记录不能作证',
      en: 'Somebody changed the database past Kaiwu, a backup was restored, or the disk failed: from this row on the record proves nothing',
    },
    remedy: {
      zh: '先停止服务，原样保存数据库和检查点文件的副本，再与备份逐条比对（kaiwu audit export），从完好的备份恢复',
      en: 'Stop the server, keep copies of the base and the checkpoints as they are, compare them with a backup (kaiwu audit export), and restore one that is sound',
    },
  }
}
