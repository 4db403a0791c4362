namespace GenGateway.Tests.TestKit;

/// <summary>One line of a recording.</summary>
/// <param name="Direction">As in the file.</param>
/// <param name="Socket">The kind of frame; empty: HTTP.</param>
/// <param name="Connection">Its name; empty where there is one socket.</param>
/// <param name="Text">Bytes of HTTP, or a frame's text.</param>
/// <param name="HeadHex">How a binary frame begins.</param>
/// <param name="Remark">What the recorder noted.</param>
internal sealed record ComfyLine(char Direction, string Socket, string Connection, string Text, string HeadHex, string Remark);
