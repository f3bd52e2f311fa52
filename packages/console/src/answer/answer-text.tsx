import type { AnswerIssue, Citation } from '@kaiwu/core'
import { Fragment, type ReactNode, useMemo } from 'react'
import { SourceLink } from '../frame/source-link.tsx'
import { ScrollRegion } from '../frame/scroll-region.tsx'
import { useTexts } from '../frame/use-texts.ts'
import { type AnswerNode, answerTree } from './answer-tree.ts'
import { issueWords } from './issue-words.ts'

type Props = Readonly<{
  text: string
  issues: readonly AnswerIssue[]
  citations: readonly Citation[]
  /** Whether the server has checked the text; until then a mark leads nowhere. */
  checked: boolean
  growing?: boolean
}>

/** An answer's text: Markdown, marks that open their source, doubtful spans underlined. */
export function AnswerText({ text, issues, citations, checked, growing = false }: Props): ReactNode {
  const nodes = useMemo(() => answerTree(text, issues), [text, issues])
  const context: Context = { issues, citations, checked }
  return (
    <div className={`answer-text${growing ? ' answer-growing' : ''}`} data-testid="answer-text">
      <Nodes nodes={nodes} context={context} />
    </div>
  )
}

type Context = Pick<Props, 'issues' | 'citations' | 'checked'>

function Nodes({ nodes, context }: Readonly<{ nodes: readonly AnswerNode[]; context: Context }>): ReactNode {
  // Nodes have no identity of their own: the text is parsed anew whenever it changes.
  return nodes.map((node, index) => <NodeView key={index} node={node} context={context} />)
}

function NodeView({ node, context }: Readonly<{ node: AnswerNode; context: Context }>): ReactNode {
  if (node.kind === 'text') return <Doubtful text={node.text} issues={node.issues} context={context} />
  if (node.kind === 'mark') return <MarkView mark={node.mark} context={context} />
  const Element = node.tag
  if (Element === 'br' || Element === 'hr') return <Element />
  const children = <Nodes nodes={node.children} context={context} />
  if (node.tag === 'a') return <OuterLink href={node.href ?? ''}>{children}</OuterLink>
  if (node.tag === 'ol') return <ol start={node.first}>{children}</ol>
  if (node.tag === 'table') return <Table>{children}</Table>
  return <Element>{children}</Element>
}

function Table({ children }: Readonly<{ children: ReactNode }>): ReactNode {
  const { write } = useTexts()
  return (
    <ScrollRegion className="answer-table" label={write('table')}>
      <table>{children}</table>
    </ScrollRegion>
  )
}

function Doubtful(props: Readonly<{ text: string; issues: readonly number[]; context: Context }>): ReactNode {
  const { write } = useTexts()
  const found = props.issues.map((index) => props.context.issues[index]).filter((issue) => issue !== undefined)
  if (found.length === 0) return <Fragment>{props.text}</Fragment>
  const words = [...new Set(found.map((issue) => issueWords(issue.kind, write)))].join('; ')
  const soft = found.every((issue) => issue.kind === 'sentence-without-mark')
  return (
    <span className={soft ? 'doubtful doubtful-soft' : 'doubtful'} title={words} data-testid="issue">
      {props.text}
    </span>
  )
}

function MarkView({ mark, context }: Readonly<{ mark: number; context: Context }>): ReactNode {
  const { write } = useTexts()
  const citation = context.citations.find((one) => one.mark === mark)
  if (citation === undefined) {
    const known = context.checked
      ? { className: 'mark mark-unknown', title: write('unknownMark', { mark }) }
      : { className: 'mark mark-waiting' }
    return (
      <>
        {joiner}
        <span {...known}>{mark}</span>
      </>
    )
  }
  return (
    <>
      {joiner}
      <SourceLink
        target={citation}
        className={citation.verified ? 'mark' : 'mark mark-doubtful'}
        data-testid="citation-mark"
        aria-label={write('openSource', { mark, title: citation.title })}
        title={`${citation.title} ${citation.locator}`}
      >
        {mark}
      </SourceLink>
    </>
  )
}

// U+2060, so that a mark never begins a line.
const joiner = '\u2060'

function OuterLink({ href, children }: Readonly<{ href: string; children: ReactNode }>): ReactNode {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
      <span className="link-host"> ({hostOf(href)})</span>
    </a>
  )
}

// A model may name a link as it likes; the host says where it really leads.
function hostOf(href: string): string {
  const url = new URL(href, 'http://invalid')
  return url.protocol === 'mailto:' ? decodeURIComponent(url.pathname) : url.host
}
