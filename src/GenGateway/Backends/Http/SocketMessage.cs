namespace GenGateway.Backends.Http;

/// <summary>One message of a WebSocket.</summary>
/// <param name="IsText">Whether it is a text (UTF-8), else bytes.</param>
/// <param name="Bytes">All of it.</param>
internal readonly record struct SocketMessage(bool IsText, ReadOnlyMemory<byte> Bytes);
