namespace GenGateway.Routing.Balancing;

/// <summary>Chooses one of a list that never changes. Thread safe, without locks; choosing allocates nothing.</summary>
internal interface IPicker
{
    /// <param name="isDry">Whether it is only asked who would be: nobody's turn is taken by that.</param>
    /// <returns>The place in the list; −1: none can be chosen.</returns>
    int Pick(bool isDry = false);
}
