namespace GenGateway.Recording;

/// <summary>One page of transactions.</summary>
/// <param name="Transactions">Newest first.</param>
/// <param name="Total">How many the filters let through, on all pages.</param>
/// <param name="Next">Where the next page begins; null: this is the last.</param>
public sealed record TransactionPage(IReadOnlyList<Transaction> Transactions, long Total, TransactionCursor? Next);
