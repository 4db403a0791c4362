using System.Buffers;

namespace GenGateway.Surfaces;

/// <summary>A request that asks for no text: its model is found, and read into memory where that is wanted, and it is answered without a generation.</summary>
/// <param name="Loads">Whether the model is to be read into memory.</param>
/// <param name="KeepAlive">How long it is to stay there, as Ollama writes that (JSON); null: not said.</param>
/// <param name="Write">Writes the answer, given the model's name as the client knows it.</param>
public sealed record Warmup(bool Loads, string? KeepAlive, Action<string, IBufferWriter<byte>> Write);
