import { describe, expect, it } from 'vitest'
import { attachmentType, isInline } from './attachment-type.ts'

const latin = (text: string) => Buffer.from(text, 'latin1')
const png = latin('\x89PNG\r\n\x1a\n\0\0')

describe('attachmentType', () => {
  it.each([
    [png, '照片.png', 'image/png'],
    [png, '照片', 'image/png'],
    [latin('\xff\xd8\xff\xe0\0'), 'a.PNG', 'image/jpeg'],
    [latin('%PDF-1.7\n'), 'a.pdf', 'application/pdf'],
    [latin('GIF89a\0'), 'a.gif', 'image/gif'],
    [latin('RIFF\0\0\0\0WEBPVP8 '), 'a.webp', 'image/webp'],
    [Buffer.from('阀门 6205-2RS'), '说明.txt', 'text/plain'],
    [Buffer.from('a < b && c > d'), '说明.txt', 'text/plain'],
    [Buffer.alloc(0), '空', 'text/plain'],
  ])('shows %j as %s in the page', (head, name, type) => {
    expect([attachmentType(head, name), isInline(type)]).toEqual([type, true])
  })

  it.each([
    [latin('MZ\x90\0\x03'), '照片.png', 'application/x-msdownload'],
    [latin('\x7fELF\x02'), 'a.pdf', 'application/x-executable'],
    [latin('#!/bin/sh\nrm -rf ~'), '说明.txt', 'text/x-script'],
    [latin('@echo off'), 'a.BAT', 'text/x-script'],
    [latin('alert(1)'), 'a.js', 'text/x-script'],
    [latin('<svg onload=alert(1)>'), '照片.png', 'image/svg+xml'],
    [latin('\xef\xbb\xbf <?xml version="1.0"?><svg xmlns="x"/>'), '图.svg', 'image/svg+xml'],
    [latin('hello\n\n< script >alert(1)</script>'), '说明.txt', 'text/html'],
    [latin('<!DOCTYPE html>'), '说明.pdf', 'text/html'],
    [latin('text'), 'a.html', 'text/x-script'],
    [latin('text'), 'a.xhtml', 'text/x-script'],
    [png, '照片.png.html', 'application/octet-stream'],
    [latin('%PDF-1.7'), '说明.exe', 'application/octet-stream'],
    [latin('PK\x03\x04'), 'a.jar', 'application/octet-stream'],
    [latin('PK\x03\x04'), 'a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    [latin('PK\x03\x04'), 'a.constructor', 'application/zip'],
    [latin('\xd0\xcf\x11\xe0'), 'a.msi', 'application/octet-stream'],
    [latin('\xff\xfe<\0s\0v\0g\0'), 'a.txt', 'application/octet-stream'],
  ])('serves %j called %s as a download', (head, name, type) => {
    const told = attachmentType(head, name)
    expect([told, isInline(told)]).toEqual([type, false])
  })
})
