namespace GenGateway.Engine.Text.Scheduler;

/// <summary>Turns the tokens of one sequence into text as they come: the seam to the tokenizer, so that the scheduler is tested without one.</summary>
internal interface ITextDecoder
{
    /// <summary>Whole characters that are certain with this token; empty while there are none.</summary>
    string Append(int id);

    /// <summary>What is left when no token follows.</summary>
    string Flush();
}
