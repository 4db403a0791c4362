namespace GenGateway.Engine.Templating.Reading;

/// <summary>What a <see cref="Token"/> is.</summary>
internal enum TokenKind
{
    Text,
    OutputBegin,
    OutputEnd,
    TagBegin,
    TagEnd,
    Name,
    Number,
    String,
    Operator,
    End,
}
