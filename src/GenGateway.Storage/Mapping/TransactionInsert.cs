using System.Buffers;
using System.Text;
using GenGateway.Recording;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GenGateway.Storage.Mapping;

/// <summary>Writes records into <c>transactions</c>; prepared once per connection.</summary>
/// <remarks>
/// The one statement that runs for every answer, so it goes to SQLite without the driver's commands and boxed parameters. Text is bound with its length:
/// zero characters, which clients may send, do not end it.
/// </remarks>
internal sealed class TransactionInsert : IDisposable
{
    private const string Columns = """
        INSERT INTO transactions (record_id, request_id, surface, backend, model_name, "key", status, prompt, response, attempts,
            prompt_tokens, completion_tokens, usage_source, cost_usd, error_code, duration_ms, first_token_ms, created_at, decision)
        """;

    private const string Values = "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19";
    private const string Unless = "WHERE NOT EXISTS (SELECT 1 FROM transactions WHERE created_at = ?18 AND record_id = ?1)";

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _new;
    private readonly sqlite3_stmt _maybeNew;
    private sqlite3_stmt _statement;

    public TransactionInsert(SqliteConnection connection)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, $"{Columns} VALUES ({Values})", out _new));
        Check(raw.sqlite3_prepare_v2(_database, $"{Columns} SELECT {Values} {Unless}", out _maybeNew));
        _statement = _new;
    }

    /// <summary>Writes one, within the transaction that is open on the connection.</summary>
    /// <param name="record">What is written.</param>
    /// <param name="mayRepeat">Whether it is left alone where it is there already.</param>
    /// <exception cref="SqliteException">SQLite's own words.</exception>
    public void Run(TransactionRecord record, bool mayRepeat)
    {
        _statement = mayRepeat ? _maybeNew : _new;
        Span<byte> id = stackalloc byte[RecordId.Size];
        record.Id.Write(id);
        var at = 1;
        Check(raw.sqlite3_bind_blob(_statement, at++, id));
        Text(at++, record.RequestId);
        Text(at++, record.Surface);
        Text(at++, record.Backend);
        Text(at++, record.Model);
        Text(at++, record.Key);
        Text(at++, Words.Of(record.Status));
        Text(at++, record.Prompt.Span);
        Text(at++, record.Response.Span);
        Number(at++, record.Attempts);
        Number(at++, record.PromptTokens);
        Number(at++, record.CompletionTokens);
        Text(at++, Words.Of(record.Source));
        if (record.CostUsd is { } cost)
            Check(raw.sqlite3_bind_double(_statement, at++, cost));
        else
            Check(raw.sqlite3_bind_null(_statement, at++));
        Text(at++, record.ErrorCode);
        Number(at++, record.DurationMs);
        Number(at++, record.FirstTokenMs);
        Span<byte> created = stackalloc byte[Times.Length];
        Times.Write(record.Created, created);
        Text(at++, created);
        if (record.Decision.IsEmpty)
            Check(raw.sqlite3_bind_null(_statement, at));
        else
            Text(at, record.Decision.Span);
        var result = raw.sqlite3_step(_statement);
        // Told by the step already; a reset repeats it.
        raw.sqlite3_reset(_statement);
        if (result != raw.SQLITE_DONE)
            Check(result);
    }

    public void Dispose()
    {
        _new.Dispose();
        _maybeNew.Dispose();
    }

    private void Number(int at, long? number) =>
        Check(number is { } value ? raw.sqlite3_bind_int64(_statement, at, value) : raw.sqlite3_bind_null(_statement, at));

    private void Text(int at, string? text)
    {
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(_statement, at));
            return;
        }

        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = null;
        var bytes = longest <= 512 ? stackalloc byte[longest] : rented = ArrayPool<byte>.Shared.Rent(longest);
        Text(at, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    // No bytes at all would be bound as null.
    private void Text(int at, ReadOnlySpan<byte> text) =>
        Check(text.IsEmpty ? raw.sqlite3_bind_text(_statement, at, "") : raw.sqlite3_bind_text(_statement, at, text));

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
