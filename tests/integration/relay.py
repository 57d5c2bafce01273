"""Passes a loopback port on to another, until it is killed: `python -m tests.integration.relay PORT TARGET`."""

import asyncio
import sys
from asyncio import StreamReader, StreamWriter


async def pump(source: StreamReader, sink: StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    except OSError:
        pass
    finally:
        sink.close()


async def main(port: int, target: int) -> None:
    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))

    async with await asyncio.start_server(serve, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
