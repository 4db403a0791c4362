using System.Text;

namespace GenGateway.Server.Lab;

/// <summary>Everything that an upstream may do wrong, and the one thing that is right.</summary>
internal static class Lies
{
    /// <summary>None: the answer, streamed or whole; an answer that is begun goes on where it is.</summary>
    public static Lie Usual { get; } = static exchange => StreamOr(exchange, usage: true);

    /// <summary>The same without a word about tokens.</summary>
    public static Lie WithoutUsage { get; } = static exchange => StreamOr(exchange, usage: false);

    /// <summary>A reset instead of an answer.</summary>
    public static Lie Reset { get; } = static exchange =>
    {
        exchange.Reset();
        return Task.CompletedTask;
    };

    /// <summary>Takes the request and never says a word.</summary>
    public static Lie Silence { get; } = static exchange => exchange.HangAsync();

    /// <summary>A status with an error's body.</summary>
    public static Lie Status(int status, string? message = null, string type = "server_error", string? code = null, string? header = null) =>
        exchange => exchange.ReplyAsync(status, LabText.Error(message ?? $"{LabText.Canary}: status {status}", type, code), header: header);

    /// <summary>A whole answer of its own making.</summary>
    public static Lie Reply(int status, string body, string contentType = "application/json", string? header = null, int? promised = null) => async exchange =>
    {
        await exchange.ReplyAsync(status, body, contentType, header, promised);
        if (promised is not null)
            exchange.Close();
    };

    /// <summary>The first so often, then the other.</summary>
    public static Lie Times(int times, Lie first, Lie then) => exchange => exchange.Number <= times ? first(exchange) : then(exchange);

    /// <summary>A stream that goes well for some pieces, then does this.</summary>
    public static Lie Stream(int pieces, Lie then) => async exchange =>
    {
        await exchange.BeginAsync();
        await exchange.EventAsync(LabText.Role);
        foreach (var piece in LabText.Pieces.Take(pieces))
            await exchange.EventAsync(LabText.Piece(piece));
        await then(exchange);
    };

    /// <summary>Comments for ever, more often than any deadline.</summary>
    public static Lie Comments(TimeSpan every) => async exchange =>
    {
        while (true)
        {
            await exchange.CommentAsync();
            await exchange.WaitAsync(every);
        }
    };

    /// <summary>Half a JSON text where the next piece should be, then the rest as if nothing had been.</summary>
    public static Lie HalfJson { get; } = static async exchange =>
    {
        var piece = LabText.Piece(LabText.Pieces[2]);
        await exchange.EventAsync(piece[..(piece.Length / 2)]);
        await RestAsync(exchange);
    };

    /// <summary>Bytes that are no UTF-8 in the next piece, then the rest as if nothing had been.</summary>
    public static Lie BrokenUtf8 { get; } = static async exchange =>
    {
        var piece = LabText.Piece("@").Split('@');
        await exchange.ChunkAsync([.. "data: "u8, .. Encoding.UTF8.GetBytes(piece[0]), 0xC3, 0x28, 0xFF, .. Encoding.UTF8.GetBytes(piece[1]), .. "\n\n"u8]);
        await RestAsync(exchange);
    };

    private static async Task RestAsync(LabExchange exchange)
    {
        await exchange.EventAsync(LabText.Piece(LabText.Pieces[3]));
        await exchange.EventAsync(LabText.Finish());
        await exchange.EventAsync("[DONE]");
        await exchange.EndAsync();
    }

    private static async Task StreamOr(LabExchange exchange, bool usage)
    {
        var begun = exchange.Request.Begun ?? "";
        var rest = LabText.Whole.StartsWith(begun, StringComparison.Ordinal) ? LabText.Whole[begun.Length..] : LabText.Whole;
        if (!exchange.Request.Streams)
        {
            await exchange.ReplyAsync(200, LabText.Answer(rest, usage));
            return;
        }

        await exchange.BeginAsync();
        await exchange.EventAsync(LabText.Role);
        foreach (var word in rest.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            await exchange.EventAsync(LabText.Piece(word.EndsWith('.') ? word : word + " "));
        await exchange.EventAsync(LabText.Finish());
        if (usage)
            await exchange.EventAsync(LabText.UsageChunk);
        await exchange.EventAsync("[DONE]");
        await exchange.EndAsync();
    }
}
