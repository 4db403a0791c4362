using System.Buffers;
using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>What a surface knows about a request's body: its decoder. Used by the request's own flow.</summary>
public interface ITaskSource
{
    /// <summary>Decodes the body. Never throws, whatever the bytes are.</summary>
    /// <returns>The task, or what is wrong with the body.</returns>
    Outcome<DecodedTask> Decode();

    /// <summary>Writes the prompt's text as UTF-8, for the record.</summary>
    void WritePrompt(IBufferWriter<byte> output);
}
