using System.Buffers;

namespace GenGateway.Server.Logs;

/// <summary>How a line looks (<c>logging.format</c>).</summary>
internal interface ILineFormat
{
    /// <summary>Writes the line with its end.</summary>
    void Write(LogEntry entry, IBufferWriter<byte> output);
}
