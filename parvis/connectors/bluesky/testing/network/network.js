// A whole network on loopback: a PLC directory, a PDS and an AppView with its database (DB_POSTGRES_URL).
// Says where it is as one line of JSON, then lives until its standard input is closed.
'use strict'
const dev = require('@atproto/dev-env')

async function main() {
  const plc = await dev.TestPlc.create({})
  const pdsPort = Number(process.argv[2])
  const bsky = await dev.TestBsky.create({
    plcUrl: plc.url,
    pdsPort,
    repoProvider: `ws://localhost:${pdsPort}`,
    dbPostgresUrl: process.env.DB_POSTGRES_URL,
    dbPostgresSchema: 'appview',
  })
  const pds = await dev.TestPds.create({
    port: pdsPort,
    didPlcUrl: plc.url,
    bskyAppViewUrl: bsky.url,
    bskyAppViewDid: bsky.ctx.cfg.serverDid,
  })
  dev.mockNetworkUtilities(pds, bsky)
  process.stdout.write(JSON.stringify({ plc: plc.url, pds: pds.url, appview: bsky.url }) + '\n')
  process.stdin.on('end', () => process.exit(0)).resume()
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
