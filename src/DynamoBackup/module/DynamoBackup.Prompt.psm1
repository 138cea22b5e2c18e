# With the module's name in it, the alias means this module's command also after a later import of AWS Tools has taken
# the name New-DdbBackup back. An alias on the cmdlet itself would follow the name.
Set-Alias Backup-DdbTable DynamoBackup\New-DdbBackup
Export-ModuleMember -Alias Backup-DdbTable

# AWS Tools registers a completer for -Select, which comes before an attribute's, and declares -EndpointUrl, which without any
# would be offered the files of the folder. One call after the other, and no closures: each import runs this.
$complete = {
    param($command, $parameter, $word)
    $values = switch ($parameter) {
        Select { 'BackupDetails', 'BackupDetails.BackupArn', 'BackupDetails.BackupName', '*', '^TableName', '^BackupName' }
        EndpointUrl { 'http://localhost:8000', 'https://dynamodb.us-east-1.amazonaws.com' }
    }
    $found = @($values | Where-Object { $_.StartsWith($word, 'OrdinalIgnoreCase') })
    # What is typed is offered back: with nothing to offer PowerShell would turn to the files again.
    if ($found) { $found } elseif ($word) { $word }
}
$commands = 'New-DdbBackup', 'Wait-DdbBackup', 'Limit-DdbBackup', 'Backup-DdbTable'
Register-ArgumentCompleter -ParameterName Select -CommandName $commands -ScriptBlock $complete
Register-ArgumentCompleter -ParameterName EndpointUrl -CommandName $commands -ScriptBlock $complete
